"""MCP server: a project's claims for assistants, over stdio or HTTP on this machine."""
