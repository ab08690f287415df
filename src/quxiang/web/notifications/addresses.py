"""Which outside addresses secrets and messages may be sent to."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def fault_of_url(url: str, what: str) -> str:
    """Return why nothing is sent to an address, in a sentence; empty where it may be."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return f"{what}写得不对，请核对。"
    if not host or not url.isascii() or not url.isprintable() or " " in url:
        return f"{what}写得不对，请核对。"
    if parts.username is not None:
        return f"{what}里不能写账号和密码，请填在密钥里。"
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)):
        return ""
    return f"{what}须是加密的（以 https 开头），只有本机的服务可以不加密。"
