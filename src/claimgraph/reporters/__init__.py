"""Reports in the forms that people and tools read, one file per form, one signature each."""
