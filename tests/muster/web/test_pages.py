from __future__ import annotations

from flask.testing import FlaskClient


def test_crawlers_may_read_the_market_and_nothing_behind_it(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    lines = answer.text.splitlines()
    assert {"Disallow: /ops", "Disallow: /desk", "Disallow: /portal"} <= set(lines)
    assert "Sitemap: http://localhost/sitemap.xml" in lines
    assert "Disallow: /" not in lines


def test_the_icon_is_found_where_browsers_look(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico", follow_redirects=True)
    assert answer.mimetype == "image/svg+xml"


def test_a_phone_can_put_it_on_its_first_screen(client: FlaskClient) -> None:
    answer = client.get("/manifest.webmanifest", headers={"Accept-Language": "zh"})
    assert answer.mimetype == "application/manifest+json"
    assert answer.json is not None
    assert answer.json["name"] == "一呼百应"
    for icon in answer.json["icons"]:
        assert client.get(icon["src"]).status_code == 200
