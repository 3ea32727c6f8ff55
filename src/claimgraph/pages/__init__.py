"""HTML: the site, the report and the pages that `serve` makes."""
