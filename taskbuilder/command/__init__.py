"""The console command: a plan that is a folder of YAML, applied over the programs' endpoint."""
