"""How bytes leave this PC: trust store, proxy, timeouts, retries and probes. The only importer of httpx."""
