"""Claims about prongsai, floor by floor; what they are built with is `tests.support`."""
