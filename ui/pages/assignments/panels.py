"""The list of panels: the one place where a tab is made known to its page."""

from __future__ import annotations

from ui.pages.panel import PanelSpec

PANELS: tuple[PanelSpec, ...] = ()
