using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>Finds tables and columns by name, from the innermost scope outwards, by the rules of PostgreSQL's parse_relation.c.</summary>
internal static class ColumnLookup
{
    // PostgreSQL's limit for "perhaps you meant".
    private const int MaxDistance = 3;

    /// <summary>The column of an unqualified name; null where there is none. 42702 where one level has several.</summary>
    /// <param name="scope">Where to begin.</param>
    /// <param name="name">The column.</param>
    /// <param name="position">Where it is asked for.</param>
    /// <param name="isLocal">Whether to look no further than <paramref name="scope"/>.</param>
    public static OutputColumn? FindColumn(Scope scope, string name, int position, bool isLocal = false)
    {
        foreach (var level in scope.Outwards())
        {
            OutputColumn? found = null;
            ScopeTable? foundIn = null;
            foreach (var table in level.Visible)
            {
                if (!table.AreColumnsVisible || (table.IsLateralOnly && !level.IsLateral)) continue;
                if (FindIn(table, name, position) is not { } column) continue;
                if (found is not null) throw NameErrors.AmbiguousColumn(name, position);
                found = column;
                foundIn = table;
            }

            if (found is not null)
            {
                NoteUse(level, foundIn!, position);
                return found;
            }

            if (isLocal) break;
        }

        return null;
    }

    /// <summary>The table of a qualifier; null where there is none. 42P09 where one level has several.</summary>
    public static ScopeTable? FindTable(Scope scope, string? schema, string name, int position)
    {
        foreach (var level in scope.Outwards())
        {
            ScopeTable? found = null;
            foreach (var table in level.Visible)
            {
                if (!table.IsTableVisible || (table.IsLateralOnly && !level.IsLateral)) continue;
                if (schema is null ? table.Name != name : table.Relation != new ObjectName(schema, name)) continue;
                if (found is not null) throw NameErrors.AmbiguousTable(name, position);
                found = table;
            }

            if (found is not null)
            {
                NoteUse(level, found, position);
                return found;
            }
        }

        return null;
    }

    /// <summary>The one table of the innermost level with tables whose rows have system columns; null where there is none. 42702 where there are several.</summary>
    public static ScopeTable? FindSystemTable(Scope scope, string name, int position)
    {
        foreach (var level in scope.Outwards())
        {
            var tables = level.Visible.Where(t => t.SystemColumns is not null && t.AreColumnsVisible && (!t.IsLateralOnly || level.IsLateral)).Take(2).ToList();
            if (tables.Count > 1) throw NameErrors.AmbiguousColumn(name, position);
            if (tables is not [var found]) continue;
            NoteUse(level, found, position);
            return found;
        }

        return null;
    }

    /// <summary>The column of a table, a system column included; null where there is none.</summary>
    public static OutputColumn? FindIn(ScopeTable table, string name, int position)
    {
        OutputColumn? found = null;
        foreach (var column in table.Columns)
        {
            if (column.Name != name) continue;
            if (found is not null) throw NameErrors.AmbiguousColumn(name, position);
            found = column;
        }

        return found ?? (name == "tableoid" ? table.SystemColumns?.AskForTableOid() : null);
    }

    /// <summary>42703 for a column that was not found, with PostgreSQL's hint about what may have been meant.</summary>
    public static SqlException Missing(Scope scope, string? qualifier, string name, int position)
    {
        var search = new NearestColumn(qualifier, name);
        foreach (var level in scope.Outwards())
            foreach (var table in level.Tables)
                if (!table.IsJoin && search.Scan(table))
                    return NameErrors.ColumnDoesNotExist(qualifier, name, position, search.Hint());
        return NameErrors.ColumnDoesNotExist(qualifier, name, position, search.Hint());
    }

    /// <summary>42P01 for a qualifier that was not found, with PostgreSQL's hint where a table of the name is out of sight.</summary>
    public static SqlException MissingTable(Scope scope, string name, int position)
    {
        foreach (var level in scope.Outwards())
        {
            foreach (var table in level.Tables)
            {
                if (table.HiddenName == name && FindVisible(scope, table))
                    return NameErrors.InvalidFromReference(name, position, $"Perhaps you meant to reference the table alias \"{table.Name}\".");
                if (table.Name == name || table.HiddenName == name)
                {
                    return NameErrors.InvalidFromReference(
                        name, position, $"There is an entry for table \"{table.Name}\", but it cannot be referenced from this part of the query.");
                }
            }
        }

        return NameErrors.MissingFromEntry(name, position);
    }

    private static bool FindVisible(Scope scope, ScopeTable table) =>
        scope.Outwards().Any(level => level.Visible.Contains(table) && table.IsTableVisible && (!table.IsLateralOnly || level.IsLateral));

    private static void NoteUse(Scope level, ScopeTable table, int position)
    {
        if (!table.IsLateralOnly) return;
        if (!table.IsLateralAllowed) throw NameErrors.LateralReferenceInOuterJoin(table.Name, position);
        level.LateralReferences++;
    }

    // The nearest column by edits of its name and its table's, as PostgreSQL's searchRangeTableForCol finds it.
    private sealed class NearestColumn(string? qualifier, string name)
    {
        private int _distance = MaxDistance + 1;
        private (string Table, string Column)? _first;
        private (string Table, string Column)? _second;
        private string? _exactTable;

        // Whether the very column is there, only out of sight.
        public bool Scan(ScopeTable table)
        {
            var penalty = qualifier is null ? 0 : EditDistance.Between(qualifier, table.Name, MaxDistance + 1);
            foreach (var column in table.Columns)
            {
                if (column.Name == name && penalty == 0)
                {
                    _exactTable = table.Name;
                    return true;
                }

                Consider(table.Name, column.Name, penalty);
            }

            return false;
        }

        public string? Hint()
        {
            if (_exactTable is not null) return $"There is a column named \"{name}\" in table \"{_exactTable}\", but it cannot be referenced from this part of the query.";
            if (_first is not { } first) return null;
            return _second is { } second
                ? $"Perhaps you meant to reference the column \"{first.Table}.{first.Column}\" or the column \"{second.Table}.{second.Column}\"."
                : $"Perhaps you meant to reference the column \"{first.Table}.{first.Column}\".";
        }

        private void Consider(string table, string column, int penalty)
        {
            if (penalty > _distance) return;
            var distance = EditDistance.Between(column, name, _distance + 1 - penalty);
            if (distance > name.Length / 2) return;
            distance += penalty;
            if (distance < _distance)
            {
                _distance = distance;
                _first = (table, column);
                _second = null;
            }
            else if (distance == _distance)
            {
                if (_second is not null)
                {
                    // Three are too many to name, and so is everything that far off.
                    _first = _second = null;
                    _distance = distance - 1;
                }
                else if (_first is not null)
                {
                    _second = (table, column);
                }
                else if (_distance <= MaxDistance)
                {
                    _first = (table, column);
                }
            }
        }
    }
}
