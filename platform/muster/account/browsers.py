"""What a browser calls itself, in words that its owner recognises."""

from __future__ import annotations

# The first that is named wins: most browsers also claim to be the ones further down.
BROWSERS = {
    "MicroMessenger/": "微信 WeChat",
    "Edg": "Edge",
    "OPR/": "Opera",
    "HuaweiBrowser/": "Huawei Browser",
    "MiuiBrowser/": "Mi Browser",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "HarmonyOS": "HarmonyOS",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def describe(user_agent: str) -> str:
    """ "Chrome · Windows", or the beginning of an unknown browser's own words."""
    found = [_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)]
    return " · ".join(word for word in found if word) or user_agent[:60]


def _first(known: dict[str, str], text: str) -> str | None:
    return next((name for sign, name in known.items() if sign in text), None)
