"""How an ASMX engine speaks: routing, reading, faults, values and pages."""
