using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Tidemark.Server.Tests.Clients.EntityFramework;

/// <summary>A model with what EF Core's provider for PostgreSQL makes of .NET's types: keys, arrays, JSON, row versions, sequences, computed columns.</summary>
public sealed class PlantContext(DbContextOptions<PlantContext> options) : DbContext(options)
{
    public DbSet<Device> Devices => Set<Device>();

    public DbSet<Reading> Readings => Set<Reading>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("plant");
        modelBuilder.Entity<Device>(device =>
        {
            device.HasIndex(d => d.Serial).IsUnique();
            device.HasIndex(d => d.Name).HasFilter("\"Limit\" is not null");
            device.Property(d => d.Name).HasMaxLength(40).HasComment("as it is printed on it");
            device.Property(d => d.Price).HasPrecision(12, 3);
            device.Property(d => d.Version).IsRowVersion();
            device.OwnsOne(d => d.Place, place => place.ToJson());
            device.ToTable(table => table.HasCheckConstraint("ck_price", "\"Price\" >= 0"));
        });
        modelBuilder.Entity<Reading>(reading =>
        {
            reading.HasKey(r => new { r.DeviceId, r.Time });
            reading.Property(r => r.Doubled).HasComputedColumnSql("\"Value\" * 2", stored: true);
        });
        modelBuilder.Entity<Order>().Property(o => o.Id).UseHiLo("orders");
    }
}

public enum DeviceKind
{
    Meter,
    Valve,
}

public sealed class Device
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public Guid Serial { get; set; }

    public DeviceKind Kind { get; set; }

    public decimal Price { get; set; }

    public double? Limit { get; set; }

    public DateOnly Since { get; set; }

    public string[] Tags { get; set; } = [];

    public JsonDocument? Notes { get; set; }

    public Place Place { get; set; } = new();

    public uint Version { get; set; }

    public List<Reading> Readings { get; } = [];
}

public sealed class Place
{
    public string Hall { get; set; } = "";

    public int Floor { get; set; }
}

public sealed class Reading
{
    public int DeviceId { get; set; }

    public Device? Device { get; set; }

    public DateTime Time { get; set; }

    public double Value { get; set; }

    public double Doubled { get; set; }
}

public sealed class Order
{
    public int Id { get; set; }

    public required string Text { get; set; }
}
