"""The character sets that .NET Framework knows by name, each with the Python codec that reads it.

The names are those of Encoding.GetEncoding(name): its table of some 400, compared without case and nothing trimmed. It
is not Python's: ``utf8``, ``cp1252`` and ``iso-8859-16`` are unknown to it. .NET Core's own table differs a little.
"""

from __future__ import annotations

_EXACT = {
    # Unicode
    "utf-8": "utf-8 unicode-1-1-utf-8 unicode-2-0-utf-8 x-unicode-1-1-utf-8 x-unicode-2-0-utf-8",
    "utf-7": "utf-7 csunicode11utf7 unicode-1-1-utf-7 unicode-2-0-utf-7 x-unicode-1-1-utf-7 x-unicode-2-0-utf-7",
    "utf-16-le": "utf-16 utf-16le ucs-2 unicode iso-10646-ucs-2",
    "utf-16-be": "utf-16be unicodefffe",
    "utf-32-le": "utf-32 utf-32le",
    "utf-32-be": "utf-32be",
    # ISO
    "ascii": (
        "us-ascii ascii us ansi_x3.4-1968 ansi_x3.4-1986 cp367 csascii ibm367 iso-ir-6 iso646-us iso_646.irv:1991"
    ),
    "latin-1": "iso-8859-1 iso8859-1 iso_8859-1 iso_8859-1:1987 iso-ir-100 latin1 l1 cp819 ibm819 csisolatin1",
    "iso8859-2": "iso-8859-2 iso8859-2 iso_8859-2 iso_8859-2:1987 iso-ir-101 latin2 l2 csisolatin2",
    "iso8859-3": "iso-8859-3 iso_8859-3 iso_8859-3:1988 iso-ir-109 latin3 l3 csisolatin3",
    "iso8859-4": "iso-8859-4 iso_8859-4 iso_8859-4:1988 iso-ir-110 latin4 l4 csisolatin4",
    "iso8859-5": "iso-8859-5 iso_8859-5 iso_8859-5:1988 iso-ir-144 cyrillic csisolatincyrillic",
    "iso8859-6": "iso-8859-6 iso_8859-6 iso_8859-6:1987 iso-ir-127 arabic csisolatinarabic ecma-114",
    "iso8859-7": "iso-8859-7 iso_8859-7 iso_8859-7:1987 iso-ir-126 greek greek8 csisolatingreek ecma-118 elot_928",
    "iso8859-8": (
        "iso-8859-8 iso_8859-8 iso_8859-8:1988 iso-8859-8-i iso-ir-138 hebrew csisolatinhebrew visual logical"
    ),
    "iso8859-9": "iso-8859-9 iso_8859-9 iso_8859-9:1989 iso-ir-148 latin5 l5 csisolatin5",
    "iso8859-13": "iso-8859-13",
    "iso8859-15": "iso-8859-15 iso_8859-15 latin9 l9 csisolatin9",
    # Windows
    "cp874": "windows-874 dos-874 iso-8859-11 tis-620",
    "cp1250": "windows-1250 x-cp1250",
    "cp1251": "windows-1251 x-cp1251",
    "cp1252": "windows-1252 x-ansi",
    "cp1253": "windows-1253",
    "cp1254": "windows-1254",
    "cp1255": "windows-1255",
    "cp1256": "windows-1256 cp1256",
    "cp1257": "windows-1257",
    "cp1258": "windows-1258",
    "koi8-r": "koi8-r koi8r koi8 koi cskoi8r",
    "koi8-u": "koi8-u koi8-ru",
    # DOS
    "cp437": "ibm437 cp437 437 cspc8codepage437",
    "cp720": "dos-720",
    "cp737": "ibm737",
    "cp775": "ibm775",
    "cp850": "ibm850 cp850",
    "cp852": "ibm852 cp852",
    "cp855": "ibm855 cp855",
    "cp857": "ibm857 cp857",
    "cp858": "ibm00858 cp00858 cp858 ccsid00858 pc-multilingual-850+euro",
    "cp860": "ibm860 cp860",
    "cp861": "ibm861 cp861",
    "cp862": "dos-862 ibm862 cp862",
    "cp863": "ibm863 cp863",
    "cp864": "ibm864 cp864",
    "cp865": "ibm865 cp865",
    "cp866": "ibm866 cp866",
    "cp869": "ibm869 cp869",
    # East Asia. .NET reads the ISO-2022 kind of Chinese (cp50227) and EUC-CN as code page 936.
    "cp932": "shift_jis shift-jis sjis ms_kanji csshiftjis cswindows31j x-ms-cp932 x-sjis",
    "euc_jp": (
        "euc-jp x-euc x-euc-jp cseucpkdfmtjapanese extended_unix_code_packed_format_for_japanese iso-2022-jpeuc"
    ),
    "iso2022_jp_ext": "iso-2022-jp csiso2022jp",
    "gbk": (
        "gb2312 gb2312-80 gb231280 gb_2312-80 gbk chinese cn-gb csgb2312 csgb231280 csiso58gb231280 iso-ir-58 "
        "euc-cn x-euc-cn cp50227 x-cp50227"
    ),
    "gb2312": "x-cp20936 x-mac-chinesesimp",
    "gb18030": "gb18030",
    "hz": "hz-gb-2312",
    "cp950": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "cp949": (
        "ks_c_5601-1987 ks_c_5601-1989 ks_c_5601_1987 ks_c_5601 ks-c-5601 ks-c5601 ksc5601 ksc_5601 korean "
        "csksc56011987 iso-ir-149"
    ),
    "euc_kr": "euc-kr cseuckr iso-2022-kr-8 iso-2022-kr-8bit x-cp20949",
    "iso2022_kr": "iso-2022-kr iso-2022-kr-7 iso-2022-kr-7bit csiso2022kr",
    "johab": "johab",
    # Macintosh
    "mac-roman": "macintosh",
    "mac-arabic": "x-mac-arabic",
    "mac-croatian": "x-mac-croatian",
    "mac-cyrillic": "x-mac-cyrillic",
    "mac-greek": "x-mac-greek",
    "mac-iceland": "x-mac-icelandic",
    "mac-latin2": "x-mac-ce",
    "mac-romanian": "x-mac-romanian",
    "mac-turkish": "x-mac-turkish",
    # EBCDIC
    "cp037": "ibm037 cp037 csibm037 ebcdic-cp-ca ebcdic-cp-nl ebcdic-cp-us ebcdic-cp-wt",
    "cp273": "ibm273 cp273 csibm273",
    "cp424": "ibm424 cp424 csibm424 ebcdic-cp-he",
    "cp500": "ibm500 cp500 csibm500 ebcdic-cp-be ebcdic-cp-ch",
    "cp875": "cp875",
    "cp1026": "ibm1026 cp1026 csibm1026",
    "cp1140": "ibm01140 ccsid01140 cp01140 ebcdic-us-37+euro",
}

# Python has no codec for these; a relative stands in. It has the letters, the digits and XML's own characters in the
# same places (but for the lower case of ibm290), so an envelope is read; national letters and some of `[]{}\^~|#$@!`
# come out as others.
_RELATED = {
    "cp037": (
        "ibm285 cp285 csibm285 ebcdic-cp-gb ibm01146 ccsid01146 cp01146 ebcdic-gb-285+euro "
        "ibm420 cp420 csibm420 ebcdic-cp-ar1 ibm01047 ibm00924 ccsid00924 cp00924 ebcdic-latin9--euro"
    ),
    "cp273": "ibm01141 ccsid01141 cp01141 ebcdic-de-273+euro",
    "cp500": (
        "ibm277 csibm277 ebcdic-cp-dk ebcdic-cp-no ibm01142 ccsid01142 cp01142 ebcdic-dk-277+euro ebcdic-no-277+euro "
        "ibm278 cp278 csibm278 ebcdic-cp-fi ebcdic-cp-se ibm01143 ccsid01143 cp01143 ebcdic-fi-278+euro "
        "ebcdic-se-278+euro ibm280 cp280 csibm280 ebcdic-cp-it ibm01144 ccsid01144 cp01144 ebcdic-it-280+euro "
        "ibm284 cp284 csibm284 ebcdic-cp-es ibm01145 ccsid01145 cp01145 ebcdic-es-284+euro "
        "ibm297 cp297 csibm297 ebcdic-cp-fr ibm01147 ccsid01147 cp01147 ebcdic-fr-297+euro "
        "ibm871 cp871 csibm871 ebcdic-cp-is ibm01149 ccsid01149 cp01149 ebcdic-is-871+euro "
        "ibm01148 ccsid01148 cp01148 ebcdic-international-500+euro ibm880 cp880 csibm880 ebcdic-cyrillic "
        "ibm423 cp423 csibm423 ebcdic-cp-gr ibm-thai csibmthai x-ebcdic-koreanextended "
        "ibm290 cp290 csibm290 ebcdic-jp-kana"
    ),
    "cp875": "ibm870 cp870 csibm870 ebcdic-cp-roece ebcdic-cp-yu cp1025",
    "cp1026": "ibm905 cp905 csibm905 ebcdic-cp-tr",
    "ascii": (
        "x-ia5 irv x-ia5-german german din_66003 x-ia5-swedish swedish sen_850200_b "
        "x-ia5-norwegian norwegian ns_4551-1 x-iscii-as x-iscii-be x-iscii-de x-iscii-gu x-iscii-ka x-iscii-ma "
        "x-iscii-or x-iscii-pa x-iscii-ta x-iscii-te"
    ),
    "latin-1": "x-europa x-cp20261 x-cp20269",
    "iso8859-6": "asmo-708",
    "iso8859-8": "x-mac-hebrew",
    "cp874": "x-mac-thai",
    "cp932": "x-mac-japanese",
    "cp950": "x-mac-chinesetrad x-chinese-cns x-chinese-eten x-cp20001 x-cp20003 x-cp20004 x-cp20005",
    "euc_kr": "x-mac-korean",
    "mac-cyrillic": "x-mac-ukrainian",
}

CODECS = {name: codec for table in (_EXACT, _RELATED) for codec, names in table.items() for name in names.split()}
"""Every name, in lower case, with Python's name for the codec."""
CODECS["iso-8859-8 visual"] = "iso8859-8"  # the only name with a blank


def codec_of(name: str) -> str | None:
    """Python's name for the codec of a character set that .NET Framework knows; None for any other name."""
    return CODECS.get(name.lower()) if name.isascii() else None
