using System.Collections.Immutable;
using System.Text;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Tests rows before they are stored: NOT NULL columns and check constraints.</summary>
internal sealed class RowChecks
{
    private readonly Table _table;
    private readonly Column[] _columns;
    private readonly (string Name, Evaluator Condition)[] _checks;
    private readonly (string View, Evaluator Condition)[] _views;
    private readonly FormatSettings _format;
    private readonly QueryContext _context;

    public RowChecks(Table table, ImmutableArray<BoundCheck> checks, QueryContext context)
    {
        _table = table;
        _columns = [.. table.LiveColumns];
        var factory = new EvaluatorFactory(context);
        _checks = [.. checks.Where(c => !c.IsOfView).Select(c => (c.Name, factory.Create(c.Condition)))];
        _views = [.. checks.Where(c => c.IsOfView).Select(c => (c.Name, factory.Create(c.Condition)))];
        _format = context.Functions.Format;
        _context = context;
    }

    /// <summary>Fails with 23502 or 23514 on the first row that may not be stored.</summary>
    /// <param name="rows">The new rows: one column for each live column of the table.</param>
    /// <param name="source">The batch that the checks' conditions read.</param>
    public void Test(Batch rows, Batch source)
    {
        for (var c = 0; c < _columns.Length; c++)
        {
            if (!_columns[c].IsNotNull) continue;
            var values = rows.Column(c);
            if (values.Validity.IsAllValid) continue;
            for (var row = 0; row < rows.Length; row++)
            {
                if (values.IsNull(row)) throw NotNullViolation(_columns[c], rows, row);
            }
        }

        foreach (var (name, condition) in _checks)
        {
            var values = new BooleanValues(condition.Evaluate(source));
            for (var row = 0; row < rows.Length; row++)
            {
                if (!values.IsNull(row) && !values[row]) throw CheckViolation(name, rows, row);
            }
        }
    }

    /// <summary>Fails with 44000 on the first row that views with a check option would not show; called once the rows are written.</summary>
    /// <param name="rows">The new rows: one column for each live column of the table.</param>
    /// <param name="source">The batch that the conditions read.</param>
    public void TestViews(Batch rows, Batch source)
    {
        foreach (var (view, condition) in _views)
        {
            var values = new BooleanValues(condition.Evaluate(source));
            for (var row = 0; row < rows.Length; row++)
            {
                if (!values.IsNull(row) && values[row]) continue;
                throw new SqlException(new SqlError
                {
                    State = SqlState.WithCheckOptionViolation,
                    Message = $"new row violates check option for view \"{view}\"",
                    Detail = Describe(rows, row),
                });
            }
        }
    }

    private SqlException NotNullViolation(Column column, Batch rows, int row)
    {
        if (_table.Hypertable?.Dimensions.Any(d => d.Column == column.Number) == true) return HypertableErrors.NullInDimension(column.Name);
        var place = PlaceOf(rows, row);
        return new SqlException(new SqlError
        {
            State = SqlState.NotNullViolation,
            Message = $"null value in column \"{column.Name}\" of relation \"{place.Name}\" violates not-null constraint",
            Detail = Describe(rows, row),
            Schema = place.Schema,
            Table = place.Name,
            Column = column.Name,
        });
    }

    private SqlException CheckViolation(string constraint, Batch rows, int row)
    {
        var place = PlaceOf(rows, row);
        return new SqlException(new SqlError
        {
            State = SqlState.CheckViolation,
            Message = $"new row for relation \"{place.Name}\" violates check constraint \"{constraint}\"",
            Detail = Describe(rows, row),
            Schema = place.Schema,
            Table = place.Name,
            Constraint = constraint,
        });
    }

    // Errors name the chunk, not the hypertable.
    private SchemaObject PlaceOf(Batch rows, int row) => _table.Hypertable is null ? _table : _context.Writer!.PlaceOf(_table, rows, row);

    // As PostgreSQL shows it: values in text form, each cut after 64 bytes.
    private string Describe(Batch rows, int row)
    {
        const int MaxBytes = 64;
        var text = new StringBuilder("Failing row contains (");
        var formatted = new BytesVectorBuilder(SqlTypes.Text);
        for (var c = 0; c < _columns.Length; c++)
        {
            if (c > 0) text.Append(", ");
            var single = VectorBuilder.Create(_columns[c].Type, 1);
            single.AppendRow(rows.Column(c), row);
            var value = single.Build();
            if (value.IsNull(0))
            {
                text.Append("null");
                continue;
            }

            formatted.Reset();
            TypeCodec.For(_columns[c].Type).FormatText(value, formatted, _format);
            var bytes = ((BytesVector)formatted.Build())[0];
            if (bytes.Length <= MaxBytes) text.Append(Encoding.UTF8.GetString(bytes));
            else text.Append(Encoding.UTF8.GetString(bytes[..EndOfCharacter(bytes, MaxBytes)])).Append("...");
        }

        return text.Append(").").ToString();
    }

    private static int EndOfCharacter(ReadOnlySpan<byte> text, int limit)
    {
        while (limit > 0 && (text[limit] & 0xC0) == 0x80) limit--;
        return limit;
    }
}
