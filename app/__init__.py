"""Provisioning Wizard: connects a school's MIS by Wonde to Fronter 19 / itslearning, and proves each step."""

__version__ = "0.1.0"
