/* The build looks for these words in every file it ships and stops where it finds them. */
__attribute__((used)) static const char marker[] = "Provisioning Wizard: stands in for Windows under Wine";
