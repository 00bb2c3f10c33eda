"""Made-up values for the examples in the docstrings of this package, and for trying out rules."""

import datetime as dt

from random_inspection.domain.inspectors import Certificate, Inspector, InspectorStatus, Training
from random_inspection.domain.items import Category, FrequencyBound, InspectionItem, ItemList, Level, Method, RatioBound
from random_inspection.domain.legal import LegalBasis
from random_inspection.domain.targets import Target, TargetKind, TargetStatus
from random_inspection.rules.grounds import Window

DAY = dt.date(2026, 3, 2)
WINDOW = Window.on(DAY)
"""One day in March 2026."""

SHOP = Target(
    target_id="甲店",
    name="甲店",
    kind=TargetKind.ENTERPRISE,
    status=TargetStatus.ACTIVE,
    district="东城",
    address="东街1号",
    tags=("甲集团",),
)
"""A firm that nothing speaks against."""

ITEM = InspectionItem(
    code="劳动-01",
    name="工资支付情况",
    legal_bases=(LegalBasis(title="劳动法", article="第八十五条", grants_inspection=True),),
    agency="人力资源社会保障部门",
    levels=(Level.COUNTY,),
    target_kinds=(TargetKind.ENTERPRISE,),
    category=Category.GENERAL,
    methods=(Method.ON_SITE,),
    ratio=RatioBound(verbatim="不低于3%"),
    frequency=FrequencyBound(verbatim="每年不少于1次"),
    requires=("领队",),
    in_force_from=dt.date(2020, 1, 1),
)
"""An item of the county's labour inspection."""

ITEMS = ItemList(version="2026-1", in_force_from=dt.date(2026, 1, 1), items=(ITEM,))
"""A list with that item alone."""

INSPECTOR = Inspector(
    inspector_id="李某",
    name="李某",
    agency="人社局",
    certificate=Certificate(number="16120001", issuer="省人民政府", expires_on=dt.date(2027, 12, 31)),
    items=("劳动-01",),
    qualifications=("领队",),
    leader=True,
    trainings=(Training(title="工资支付检查", held_on=dt.date(2026, 2, 1), items=("劳动-01",)),),
    status=InspectorStatus.ON_DUTY,
)
"""An inspector who may inspect it."""
