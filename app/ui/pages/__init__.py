"""One page per step of a journey: views over one view-model each."""
