# Osprey stores each feature and lets people query it by its name, unless the name starts with an underscore.
_Category: str = JsonData(path="$.report.category")
_ReporterAge: Optional[int] = JsonData(path="$.report.reporter_age", required=False)
_ReporterCountry: Optional[str] = JsonData(path="$.report.reporter_country", required=False)

_SupportLineIds = SupportLines(category=_Category, age=_ReporterAge, country=_ReporterCountry)

HasSupportLines = ListLength(list=_SupportLineIds) > 0
