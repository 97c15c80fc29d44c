using Tidemark.Engine.Binding;
using Xunit;

namespace Tidemark.Engine.Tests.Binding;

/// <summary>INSERT, UPDATE and DELETE.</summary>
public sealed class ModificationTests : BindingTest
{
    [Fact]
    public void Inserted_rows_are_whole_rows_of_the_table()
    {
        var insert = Assert.IsType<BoundInsert>(Bind("INSERT INTO readings (device_id, time, amount) VALUES (1, '2024-01-01', 2.5), (2, DEFAULT, 3)"));
        Assert.Equal(
            """
            Project time#2, device_id#1, NULL -> value#4, NULL -> note#5, amount#3
              Values(device_id#1, time#2, amount#3) (1, '2024-01-01 00:00:00+00'::timestamptz, 2.50), (2, NULL, 3.00)
            """,
            BoundPrinter.Print(insert.Source));
    }

    [Fact]
    public void Complete_rows_stay_as_they_are()
    {
        var insert = Assert.IsType<BoundInsert>(Bind("INSERT INTO readings VALUES ('2024-01-01', 1, 2, 'a', 3)"));
        Assert.IsType<Values>(insert.Source);
    }

    [Fact]
    public void Generated_columns_are_computed_and_checks_bound()
    {
        var insert = Assert.IsType<BoundInsert>(Bind("INSERT INTO items (qty) VALUES (2) RETURNING total"));
        Assert.Equal(
            """
            Project id#2, price#3, qty#1, (price#3 * qty#1::numeric~) -> total#6, label#5
              Project 7 -> id#2, 1.5 -> price#3, qty#1, NULL -> total#4, NULL -> label#5
                Values(qty#1) (2)
            """,
            BoundPrinter.Print(insert.Source));
        Assert.Equal("positive", Assert.Single(insert.Checks).Name);
        Assert.Equal("total", Assert.Single(insert.Output).Name);
    }

    [Fact]
    public void Literals_of_an_inserted_query_take_the_columns_types()
    {
        var insert = Assert.IsType<BoundInsert>(Bind("INSERT INTO readings (time, device_id) SELECT '2024-01-01', '5'"));
        Assert.Contains("Project '2024-01-01 00:00:00+00'::timestamptz -> ?column?#1, 5 -> ?column?#2", BoundPrinter.Print(insert.Source), StringComparison.Ordinal);
    }

    [Fact]
    public void On_conflict_sees_the_row_that_is_there_and_the_one_that_was_to_be()
    {
        var insert = Assert.IsType<BoundInsert>(Bind("INSERT INTO devices AS d (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = excluded.name, site = d.site || 'x' WHERE d.id > 0"));
        Assert.Equal("devices_pkey", insert.OnConflict!.Index!.Name);
        Assert.Equal([2, 3], insert.OnConflict.Assignments.Select(a => a.Column));
        Assert.Equal(insert.OnConflict.Excluded[1].Id, Assert.IsType<BoundColumn>(insert.OnConflict.Assignments[0].Value).Id);
    }

    [Fact]
    public void Updates_give_whole_new_rows()
    {
        var update = Assert.IsType<BoundUpdate>(Bind("UPDATE items i SET qty = i.qty + 1 FROM devices d WHERE d.id = i.id RETURNING i.qty, i.total, d.name"));
        Assert.Equal(5, update.NewRow.Length);
        Assert.All(update.NewRow, column => Assert.Contains(column, update.Source.Output));
        Assert.Contains(update.RowId, update.Source.Output);
        Assert.Contains(update.ChunkOid, update.Source.Output);
        Assert.Equal(update.NewRow[2].Id, Assert.IsType<BoundColumn>(update.Returning[0].Expression).Id);
        Assert.Equal(update.NewRow[3].Id, Assert.IsType<BoundColumn>(update.Returning[1].Expression).Id);
    }

    [Fact]
    public void Deletes_give_the_places_of_rows()
    {
        var delete = Assert.IsType<BoundDelete>(Bind("DELETE FROM devices d USING readings r WHERE r.device_id = d.id RETURNING d.id"));
        Assert.Contains(delete.RowId, delete.Source.Output);
        Assert.Equal("id", Assert.Single(delete.Output).Name);
    }

    [Fact]
    public void A_modifying_with_item_gives_its_returning()
    {
        var relation = BindQuery("WITH gone AS (DELETE FROM devices RETURNING id) SELECT count(*) FROM gone");
        Assert.IsType<BoundDelete>(Assert.Single(Assert.IsType<With>(relation).Tables).Modification);
    }
}
