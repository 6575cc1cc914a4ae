"""What people read of a list of residents: its columns, what is wrong with rows or the file, why it failed.

Rule: every code has its words here (tested); a placeholder takes a fact of the refusal, never a cell.
"""

from collections.abc import Mapping
from typing import Any

from pricing import Text

COLUMNS: Mapping[str, Text] = {
    "name": Text("姓名", "Name"),
    "id_number": Text("身份证号", "ID number"),
    "birth_date": Text("出生日期", "Birth date"),
    "phone": Text("手机", "Phone"),
    "residence": Text("居住街道", "Residence"),
    "hukou": Text("户籍", "Hukou"),
    "classes": Text("类别", "Classes"),
    "valid_until": Text("证明有效期", "Valid until"),
}

FAULTS: Mapping[str, Text] = {
    "missing": Text("没有填", "is missing"),
    "formula": Text("是公式或公式错误，请改成文字", "is a formula, or its error: write it as text"),
    "digits_lost": Text(
        "表格软件把号码变成了数值，后几位已丢失：请把该列设为文本后重填",
        "was made a number by the spreadsheet, and its last digits are lost: set the column to text",
    ),
    "odd_characters": Text("含有不该有的字符", "has characters that do not belong there"),
    "too_long": Text("太长", "is too long"),
    "no_id_number": Text("不是有效的18位身份证号", "is no valid ID number of 18 characters"),
    "no_date": Text("不是能确定的日期，如 1948-03-05", "is no day for certain, such as 1948-03-05"),
    "born_in_the_future": Text("出生日期在将来", "lies in the future"),
    "too_old": Text("出生年份过早，请核对", "is too long ago: please check"),
    "birth_date_differs": Text("与身份证号里的出生日期不一致", "differs from the ID number's"),
    "no_phone": Text("不是11位手机或电话号码", "is no phone number of 11 digits"),
    "unknown_class": Text("有系统不认识的类别", "names a class that is not known here"),
    "twice_in_the_list": Text("与前面的一行是同一人", "is the same person as an earlier row"),
    "unknown_area": Text(
        "方案里没有这个地区，将留空", "is no area that the scheme knows: it will be left empty"
    ),
    "proof_over": Text("证明已过期，类别不登记", "is over: the class will not be recorded"),
    "differs_from_member": Text(
        "与已登记的会员不同，名单不会改动会员资料", "differs from the member's, which stays as it is"
    ),
}

REASONS: Mapping[str, Text] = {
    "empty": Text("文件是空的", "The file is empty"),
    "too_large": Text("文件太大，不能超过20 MB", "The file is larger than 20 MB"),
    "too_many_rows": Text("超过10万行，请分成几份", "There are more than 100,000 rows: split the list"),
    "unpacks_too_large": Text("文件解压后过大，不予读取", "The file unpacks to too much to be read"),
    "not_a_workbook": Text(
        "文件损坏，或不是 Excel 工作簿（.xlsx）", "The file is damaged, or no Excel workbook (.xlsx)"
    ),
    "old_or_locked_workbook": Text(
        "是旧版 .xls 或加了密码：请另存为不带密码的 .xlsx",
        "This is an old .xls or has a password: save it as .xlsx without one",
    ),
    "unreadable_text": Text("文字编码不是 UTF-8 或 GB18030", "The text is neither in UTF-8 nor in GB18030"),
    "broken_quotes": Text("第 {row} 行的引号没有成对", "A quotation mark in row {row} is not closed"),
    "no_heading": Text(
        "前10行里没有表头：需要一列“姓名”",
        "No headings in the first 10 rows: one column has to be 姓名 or Name",
    ),
    "columns_missing": Text("缺少必要的列：{columns}", "Necessary columns are missing: {columns}"),
    "column_twice": Text("有两列都是“{column}”", "Two columns are the {column}"),
    "merged_cells": Text(
        "{cells} 是跨行合并的单元格：请取消合并并逐行填写",
        "Cells {cells} are merged over rows: unmerge them and fill in each row",
    ),
    "file_gone": Text("名单文件已不在，请重新上传", "The file is gone: hand it in again"),
    "process_ended": Text("处理进程多次意外结束", "Its process ended by itself, several times"),
    "gave_no_sign": Text("处理进程多次没有动静", "Its process gave no sign, several times"),
    "out_of_reach": Text("数据库一直连不上", "The database was out of reach"),
    "fault": Text("系统出错，详见日志", "A fault; the log has more"),
}

_OR = Text("或", " or ")
_AND = Text("、", ", ")


def reason_words(error: Mapping[str, Any]) -> Text:
    """Return why a list was refused or has failed, with its facts."""
    words = REASONS[error["reason"]]
    facts = {"row": error.get("row", ""), "cells": error.get("cells", "")}
    column = COLUMNS.get(error.get("column", ""), Text("", ""))
    return Text(
        words.zh.format(**facts, column=column.zh, columns=_missing(error, "zh")),
        words.en.format(**facts, column=column.en, columns=_missing(error, "en")),
    )


def _missing(error: Mapping[str, Any], language: str) -> str:
    """Name missing columns; of the ID number and the birth date one is enough."""
    columns = list(error.get("columns", ()))
    either = [column for column in columns if column in ("id_number", "birth_date")]
    groups = [[column] for column in columns if column not in either] + ([either] if either else [])
    named = [
        getattr(_OR, language).join(getattr(COLUMNS[column], language) for column in group)
        for group in groups
    ]
    separator: str = getattr(_AND, language)
    return separator.join(named)
