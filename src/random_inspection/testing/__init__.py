"""For whoever embeds or extends the library: conformance suites for adapters, strategies, and fakes."""
