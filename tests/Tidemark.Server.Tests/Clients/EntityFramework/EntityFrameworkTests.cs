using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Tidemark.Testing;
using Xunit;

namespace Tidemark.Server.Tests.Clients.EntityFramework;

/// <summary>EF Core with its provider for PostgreSQL: the schema of a model, queries, changes and concurrency.</summary>
public sealed class EntityFrameworkTests(TidemarkFixture fixture) : IClassFixture<TidemarkFixture>
{
    private static readonly DateTime Start = new(2024, 3, 30, 22, 0, 0, DateTimeKind.Utc);

    [RequiresFact(Prerequisite.Tidemark)]
    public async Task A_model_becomes_a_schema_that_answers_queries()
    {
        await using var plant = await CreateAsync("queries");

        Assert.Equal(6, await plant.Devices.CountAsync());
        var first = await plant.Devices.Include(d => d.Readings.OrderBy(r => r.Time)).OrderBy(d => d.Id).FirstAsync();
        Assert.Equal([0, 2, 4], first.Readings.Select(r => r.Doubled));
        Assert.Equal(["c", "e"], await plant.Devices.Where(d => d.Tags.Contains("even") && d.Place.Floor > 1).OrderBy(d => d.Name).Select(d => d.Name).ToListAsync());
        Assert.Equal(["d"], await plant.Devices.Where(d => d.Notes!.RootElement.GetProperty("n").GetInt32() == 3).Select(d => d.Name).ToListAsync());
        var kinds = await plant.Devices.GroupBy(d => d.Kind).OrderBy(g => g.Key).Select(g => new { g.Key, Count = g.Count(), Price = g.Max(d => d.Price), Names = string.Join(",", g.OrderBy(d => d.Name).Select(d => d.Name)) }).ToListAsync();
        Assert.Equal([(DeviceKind.Meter, 3, 5.0m, "a,c,e"), (DeviceKind.Valve, 3, 6.25m, "b,d,f")], kinds.Select(k => (k.Key, k.Count, k.Price, k.Names)));
        var latest = await plant.Devices.OrderBy(d => d.Id).Select(d => d.Readings.OrderByDescending(r => r.Time).Select(r => r.Value).First()).ToListAsync();
        Assert.Equal([2, 3, 4, 5, 6, 7], latest);
        var hours = await plant.Readings.GroupBy(r => new { r.Time.Date, r.Time.Hour }).OrderBy(g => g.Key.Date).ThenBy(g => g.Key.Hour).Select(g => new { g.Key.Hour, Mean = g.Average(r => r.Value) }).ToListAsync();
        Assert.Equal([(22, 2.5), (23, 3.5), (0, 4.5)], hours.Select(h => (h.Hour, h.Mean)));
        var rising = from device in plant.Devices
                     join reading in plant.Readings on device.Id equals reading.DeviceId into readings
                     from reading in readings.Where(r => r.Value > 6).DefaultIfEmpty()
                     orderby device.Id
                     select reading == null ? -1 : reading.Value;
        Assert.Equal([-1, -1, -1, -1, -1, 7], await rising.ToListAsync());
    }

    [RequiresFact(Prerequisite.Tidemark)]
    public async Task Changes_are_saved_and_refused_as_the_model_says()
    {
        await using var plant = await CreateAsync("changes");

        Assert.Equal(3, await plant.Devices.Where(d => d.Kind == DeviceKind.Valve).ExecuteUpdateAsync(s => s.SetProperty(d => d.Price, d => d.Price + 1)));
        Assert.Equal(3, await plant.Readings.Where(r => r.Device!.Name == "f").ExecuteDeleteAsync());
        var device = await plant.Devices.OrderBy(d => d.Id).FirstAsync();
        device.Place.Hall = "north";
        device.Tags = [.. device.Tags, "moved"];
        await plant.SaveChangesAsync();
        Assert.Equal("north", (await plant.Devices.AsNoTracking().FirstAsync(d => d.Tags.Contains("moved"))).Place.Hall);

        plant.AddRange(Enumerable.Range(0, 25).Select(i => new Order { Text = $"order {i}" }));
        Assert.Equal(25, await plant.SaveChangesAsync());

        await using (var transaction = await plant.Database.BeginTransactionAsync())
        {
            await transaction.CreateSavepointAsync("before");
            await plant.Readings.ExecuteDeleteAsync();
            await transaction.RollbackToSavepointAsync("before");
            await transaction.CommitAsync();
        }

        Assert.Equal(15, await plant.Readings.CountAsync());
        plant.Add(new Device { Name = "twice", Serial = device.Serial });
        var failure = await Assert.ThrowsAsync<DbUpdateException>(() => plant.SaveChangesAsync());
        Assert.Equal((PostgresErrorCodes.UniqueViolation, "IX_Devices_Serial"), failure.InnerException is PostgresException unique ? (unique.SqlState, unique.ConstraintName) : default);
    }

    [RequiresFact(Prerequisite.Tidemark)]
    public async Task A_row_that_somebody_else_has_changed_is_not_overwritten()
    {
        await using var plant = await CreateAsync("versions");
        await using var other = Open("versions");

        var mine = await plant.Devices.OrderBy(d => d.Id).FirstAsync();
        var theirs = await other.Devices.OrderBy(d => d.Id).FirstAsync();
        theirs.Name = "theirs";
        await other.SaveChangesAsync();
        mine.Name = "mine";
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => plant.SaveChangesAsync());

        await plant.Entry(mine).ReloadAsync();
        mine.Name = "mine";
        await plant.SaveChangesAsync();
        mine.Name = "mine again";
        await plant.SaveChangesAsync();
        Assert.Equal("mine again", await other.Devices.AsNoTracking().OrderBy(d => d.Id).Select(d => d.Name).FirstAsync());
    }

    [RequiresFact(Prerequisite.Tidemark)]
    public async Task The_history_of_migrations_is_kept()
    {
        await using var plant = await CreateAsync("migrations");
        var history = plant.GetService<IHistoryRepository>();

        await plant.Database.ExecuteSqlRawAsync(history.GetCreateIfNotExistsScript());
        await plant.Database.ExecuteSqlRawAsync(history.GetInsertScript(new HistoryRow("20240101_First", "10.0.0")));
        Assert.Equal(["20240101_First"], await plant.Database.GetAppliedMigrationsAsync());
        var once = history.GetBeginIfNotExistsScript("20240102_Second") + " CREATE TABLE plant.second (id int); " + history.GetEndIfScript();
        await plant.Database.ExecuteSqlRawAsync(once);
        var never = history.GetBeginIfNotExistsScript("20240101_First") + " DROP TABLE plant.second; " + history.GetEndIfScript();
        await plant.Database.ExecuteSqlRawAsync(never);
        Assert.Equal([0], await plant.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM plant.second").ToListAsync());
    }

    private PlantContext Open(string database)
    {
        var connection = new NpgsqlConnectionStringBuilder(fixture.Process.ConnectionString) { Database = database, Pooling = false };
        return new PlantContext(new DbContextOptionsBuilder<PlantContext>().UseNpgsql(connection.ConnectionString).Options);
    }

    private async Task<PlantContext> CreateAsync(string database)
    {
        var plant = Open(database);
        Assert.True(await plant.Database.EnsureCreatedAsync());
        for (var i = 0; i < 6; i++)
        {
            var device = new Device
            {
                Name = $"{(char)('a' + i)}",
                Serial = Guid.NewGuid(),
                Kind = (DeviceKind)(i % 2),
                Price = 1.25m * i,
                Limit = i % 3 == 0 ? null : i,
                Since = new DateOnly(2024, 1, 1).AddDays(i),
                Tags = i % 2 == 0 ? ["even"] : ["odd", $"{i}"],
                Notes = JsonDocument.Parse($"{{\"n\":{i}}}"),
                Place = new Place { Hall = "south", Floor = i },
            };
            for (var hour = 0; hour < 3; hour++) device.Readings.Add(new Reading { Time = Start.AddHours(hour), Value = i + hour });
            plant.Add(device);
        }

        await plant.SaveChangesAsync();
        plant.ChangeTracker.Clear();
        return plant;
    }
}
