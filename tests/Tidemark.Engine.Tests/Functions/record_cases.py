#!/usr/bin/env python3
"""Writes the results that PostgreSQL gives into the case files: record_cases.py "<connection string>" [file ...].

A case is one line. Up to the first tab it is an expression over typed literals, or `$aggregate(types): row | row | ...`;
behind it stand the result's type and text, or `!`, the SQLSTATE and the message. \\N is null.
"""
import glob
import os
import re
import sys

import psycopg2

# The output function's text: the cast of a boolean to text differs from it.
TEXT = "case when v is not null or v::text is not null then format('%s', v) end"

def statement(case):
    if not case.startswith("$"):
        return f"select pg_typeof(v)::text, {TEXT} from (select {re.sub('^extract', 'pg_catalog.extract', case)} as v) x"
    name, types, rows = re.match(r"\$(\w+)\((.*?)\):\s*(.*)", case).groups()
    types = [t.strip() for t in types.split(",")] if types else []
    columns = [f"c{i}" for i in range(len(types))]
    values = ", ".join(f"({i}{''.join(', ' + v for v in split(r))})" for i, r in enumerate(rows.split(" | ")) if r)
    if not values:
        values = f"(0{', null' * len(types)})"
        where = " where false"
    else:
        where = ""
    source = f"(select * from (values {values}) v({', '.join(['i'] + columns)}){where} order by i) x"
    arguments = ", ".join(f"{c}::text::{t}" for c, t in zip(columns, types)) or "*"
    return f"select pg_typeof(v)::text, {TEXT} from (select {name}({arguments}) as v from {source}) y"


def split(row):
    return [v.strip() for v in re.findall(r"'(?:[^']|'')*'|NULL", row)]


def main():
    connection = psycopg2.connect(sys.argv[1])
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("set time zone 'Europe/Berlin'")
    cursor.execute("set lc_messages = 'C'")
    files = sys.argv[2:] or glob.glob(os.path.join(os.path.dirname(os.path.abspath(__file__)), "Cases", "*.txt"))
    for file in files:
        lines = []
        with open(file, encoding="utf-8") as source:
            for line in source.read().splitlines():
                case = line.split("\t")[0].rstrip()
                if not case or case.startswith("#"):
                    lines.append(case)
                    continue
                try:
                    cursor.execute(statement(case))
                    kind, text = cursor.fetchone()
                    text = "\\N" if text is None else text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
                    lines.append(f"{case}\t{kind}\t{text}")
                except psycopg2.Error as error:
                    lines.append(f"{case}\t!{error.pgcode}\t{error.diag.message_primary}")
        with open(file, "w", encoding="utf-8") as target:
            target.write("\n".join(lines) + "\n")


main()
