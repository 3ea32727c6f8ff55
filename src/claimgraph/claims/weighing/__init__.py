"""Weighing the argument: what stands, what falls, and what it hangs on."""
