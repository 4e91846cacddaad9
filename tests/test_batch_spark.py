"""Spark for real: a million reports on two local cores, each as the Python router routes it."""

import os
import shutil
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from batch_worlds import expected, small_router, small_table
from builders import noticed, offered
from helpline_router import Report
from helpline_router.batch.frames import FrameError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROWS = 1_000_000
# How many of them differ: each is compared with the Python router.
KINDS = 20_000
_HAS_JAVA = shutil.which("java") is not None or "JAVA_HOME" in os.environ
_IS_REQUIRED = os.environ.get("HELPLINE_ROUTER_REQUIRE_SPARK") == "1"

pytestmark = pytest.mark.skipif(
    not _HAS_JAVA and not _IS_REQUIRED,
    reason="Spark needs Java 17, and there is no java here (HELPLINE_ROUTER_REQUIRE_SPARK=1 fails instead)",
)

CATEGORIES = ("hate", "suicide", "self_harm", "harassment", "spam")
AGES = ("15", None, "16-19", "30", "unknown", "121", "12", "26", "0-17", "60", "20")
COUNTRIES = ("FR", "UK", "EL", "fra", "IE", "RE", None, "XX", "US", "irl", "FR", "IE", "gb")
REGIONS = (None, None, None, "FR-75C", None, "IE-D", None)
LANGUAGES = ("fr", None, "nb", "not a tag", "en", "ga", "zu", "fr-CA", None)
ROLES = ("affected", "witness", None, "parent", "affected", "professional", "teacher", "perpetrator")
COMMUNITIES = (None, None, "lgbtq", None, "women;lgbtq", None, "martian", None, "jewish", None, "")
PREFERENCES = (None, "text", None, None, "voice")
COLUMNS = {
    "category": CATEGORIES, "age": AGES, "country": COUNTRIES, "region": REGIONS, "language": LANGUAGES, "role": ROLES,
    "communities": COMMUNITIES, "prefer": PREFERENCES,
}  # fmt: skip


@pytest.fixture(scope="module")
def spark() -> Iterator["SparkSession"]:
    from pyspark.sql import SparkSession

    with warnings.catch_warnings():
        # Py4J leaves the pipes of the Java process to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        builder = SparkSession.builder.master("local[2]").appName("helpline-router")
        for name, value in {
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": "2",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "2g",
        }.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        yield session
        session.stop()


def test_a_million_rows_as_the_router(spark: "SparkSession") -> None:
    """Law: each row has the decision of its report, or the reasons of its error; a million come, and a million go."""
    from pyspark.sql import functions as sf

    from helpline_router.batch.spark import route

    def choice(values: tuple[str | None, ...], salt: int) -> object:
        texts = sf.array(*(sf.lit(value).cast("string") for value in values))
        return sf.element_at(texts, (sf.pmod(sf.xxhash64(sf.pmod("id", sf.lit(KINDS)), sf.lit(salt)), sf.lit(len(values))) + 1).cast("int"))

    frame = spark.range(ROWS).select(*(choice(values, salt).alias(name) for salt, (name, values) in enumerate(COLUMNS.items())))  # type: ignore[attr-defined]
    done = route(frame, small_table())
    told = ["decision_id", "rule", "scope", "helpline_ids", "notices", "emergency_first", "reject_reason"]
    counted = done.groupBy(*COLUMNS, *told).count().collect()
    assert ROWS == sum(row["count"] for row in counted)
    assert ROWS == frame.count()
    plans = {}
    for row in counted:
        report = expected({name: row[name] for name in COLUMNS})
        if not isinstance(report, Report):
            assert (report, None, None) == (row["reject_reason"], row["decision_id"], row["rule"])
            continue
        decision_id = small_table().decision_id(report)
        if decision_id not in plans:
            plans[decision_id] = small_router().plan(report)
        plan = plans[decision_id]
        assert (None, decision_id, plan.rule, plan.scope) == (row["reject_reason"], row["decision_id"], row["rule"], row["scope"])
        assert (offered(plan), noticed(plan), plan.emergency.first) == (row["helpline_ids"], row["notices"], row["emergency_first"])


def test_few_columns_of_other_types(spark: "SparkSession") -> None:
    """Integers and arrays are taken as they come; columns that are not there are left out."""
    from helpline_router.batch.spark import route

    rows = [("hate", 15, ["lgbtq", "women"]), ("hate", 200, []), ("hate", None, None), ("hate", 3, ["martian"]), ("hate", 3, [None])]
    frame = spark.createDataFrame(rows, "category STRING, age INT, communities ARRAY<STRING>")
    found = [row["decision_id"] for row in route(frame, small_table()).collect()]
    reports = [Report(category="hate", age=15, communities=["lgbtq", "women"]), None, Report(category="hate"), None, None]
    assert [report and small_table().decision_id(report) for report in reports] == found


def test_frames_that_cannot_be_routed(spark: "SparkSession") -> None:
    """A column that is missing, or would be overwritten, is one error."""
    from helpline_router.batch.spark import route

    with pytest.raises(FrameError, match="category is missing"):
        route(spark.createDataFrame([("a",)], "topic STRING"), small_table())
    with pytest.raises(FrameError, match="rename rule"):
        route(spark.createDataFrame([("a", "b")], "category STRING, rule STRING"), small_table())
