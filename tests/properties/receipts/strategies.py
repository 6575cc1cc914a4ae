"""Documents, texts and sales of every shape."""

from hypothesis import strategies as st

from pos.receipts.documents import Cut, Document, Feed, Line, Pair, Pulse, Rule
from pos.receipts.sale_receipt import SaleFacts, SoldLine, SoldReduction
from tests.unit.receipts.samples import sale

# What a canteen writes, and whatever else a keyboard, a phone or a spreadsheet can bring along.
usual = st.text("红烧肉米饭青菜（）×·—“”，。0123456789 .-+%abcXYZ￥¥", max_size=40)
texts = usual | st.text(max_size=40)
sizes = st.sampled_from([1, 2])
blocks = st.one_of(
    st.builds(
        Line,
        texts,
        st.sampled_from(["left", "center", "right"]),
        size=sizes,
        is_bold=st.booleans(),
        is_inverse=st.booleans(),
    ),
    st.builds(Pair, texts, texts, size=sizes, is_bold=st.booleans()),
    st.builds(Rule, st.booleans()),
    st.builds(Feed, st.integers(1, 20)),
    st.just(Cut()),
    st.just(Pulse()),
)
documents = st.builds(Document, usual, usual, st.lists(blocks, max_size=12).map(tuple))
paper_columns = st.sampled_from([8, 15, 32, 42, 48])


@st.composite
def sales(draw: st.DrawFn) -> SaleFacts:
    """Draw a sale whose figures add up."""
    lines = []
    for _ in range(draw(st.integers(1, 12))):
        price_fen, quantity = draw(st.integers(0, 999_99)), draw(st.integers(1, 99))
        lines.append(SoldLine(draw(usual), quantity, price_fen, price_fen * quantity))
    left_fen = sum(line.list_fen for line in lines)
    reductions: list[SoldReduction] = []
    while left_fen > 0 and len(reductions) < 4 and draw(st.booleans()):
        amount_fen = draw(st.integers(1, left_fen))
        left_fen -= amount_fen
        payer = draw(st.sampled_from(["canteen", "district", "street"]))
        reductions.append(SoldReduction(draw(usual), "subsidy", payer, amount_fen))
    return sale(
        lines=tuple(lines),
        reductions=tuple(reductions),
        before_fen=draw(st.none() | st.integers(left_fen, left_fen + 5000_00)),
        is_large=draw(st.booleans()),
    )
