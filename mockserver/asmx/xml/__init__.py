"""XML as .NET's XmlTextReader reads it, which is what ASMX reads requests with."""
