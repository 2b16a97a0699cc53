"""The citizen's side: channels, gateway, understanding, widget."""
