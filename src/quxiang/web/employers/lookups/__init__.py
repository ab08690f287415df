"""Ask an interface outside for what is registered of an employer: send, read, compare."""
