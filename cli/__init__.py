"""The command line: read arguments, call one engine function, report, exit code. Never the web stack."""
