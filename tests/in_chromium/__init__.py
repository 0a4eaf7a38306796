"""Whole walks in headless Chromium: by keyboard alone, without JavaScript, at 320 pixels, under our own policy."""
