"""How a page looks: narrow and wide, light and dark, with axe-core's rules held against each.

USHER_SCREENSHOTS=FOLDER keeps a picture of each.
"""

import base64
import os
from pathlib import Path

from axe_core_python.selenium import Axe

WIDTHS, SCHEMES = (360, 1280), ("light", "dark")


def look(driver, name):
    """Looks at the page that is shown; nothing may stick out, and axe-core may find nothing serious."""
    for width in WIDTHS:
        for height in (900, "all"):
            height = height if height != "all" else driver.execute_script("return document.documentElement.scrollHeight")
            metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        for scheme in SCHEMES:
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
                {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}]})
            keep(driver, f"{name}-{width}-{scheme}")
            assert not sticks_out(driver), f"{name} is wider than {width}"
            found = serious(driver)
            assert not found, f"{name}, {width} wide, {scheme}: {found}"
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def keep(driver, name):
    if not (folder := os.environ.get("USHER_SCREENSHOTS")):
        return
    picture = driver.execute_cdp_cmd("Page.captureScreenshot", {})
    Path(folder).mkdir(parents=True, exist_ok=True)
    (Path(folder) / f"{name}.png").write_bytes(base64.b64decode(picture["data"]))


def sticks_out(driver):
    return driver.execute_script("return document.documentElement.scrollWidth > document.documentElement.clientWidth")


def serious(driver):
    """What axe-core calls serious or critical: the rule, and where."""
    return [(found["id"], node["target"]) for found in Axe().run(driver)["violations"] if found["impact"] in ("serious", "critical")
            for node in found["nodes"] if not is_newer_than_axe(found["id"], node["html"])]


def is_newer_than_axe(rule, html):
    """HTML Living Standard, autofill detail tokens: `webauthn` may stand at the end; this version of axe-core does not know it."""
    return rule == "autocomplete-valid" and ' autocomplete="username webauthn"' in html
