"""The catalogue made findable: records, analysis, engines, ranking, building."""
