"""XML as .NET's XmlTextReader reads it, which is what ASMX reads requests with."""

BLANK = " \t\r\n"
"""White space, as XML has it."""
