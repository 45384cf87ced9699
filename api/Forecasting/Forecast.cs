using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Forecasting;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Forecasting;

public readonly record struct ForecastId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(ForecastId left, ForecastId right) => left.Value > right.Value;

    public static bool operator <(ForecastId left, ForecastId right) => left.Value < right.Value;
}

/// <summary>What was foretold of a project at one time; it stays as it was, to be held against the end.</summary>
public sealed class Forecast
{
    public ForecastId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }

    /// <summary>Whether nothing was asked but how it goes on as it is.</summary>
    public required bool IsBaseline { get; init; }

    public required ForecastQuestion Question { get; init; }

    /// <summary>Null where something is missing.</summary>
    public ForecastAnswer? Answer { get; init; }

    /// <summary>What is missing; null where there is an answer.</summary>
    public ForecastGap? Missing { get; init; }

    /// <summary>SHA-256 over all that it rests on.</summary>
    public required string InputsHash { get; init; }

    public required DateTimeOffset At { get; init; }
}

public sealed class ForecastMapping : IEntityTypeConfiguration<Forecast>
{
    public void Configure(EntityTypeBuilder<Forecast> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ToTable("Forecasts");
        builder.PointsAt<Project>("ProjectId");
        builder.Property(forecast => forecast.Id).ValueGeneratedOnAdd();
        builder.Property(forecast => forecast.Question).IsJson();
        builder.Property(forecast => forecast.Answer).IsJson();
        builder.Property(forecast => forecast.Missing).IsJson();
        builder.Property(forecast => forecast.InputsHash).HasMaxLength(64);
        builder.HasIndex(forecast => new { forecast.ProjectId, forecast.Id });
        builder.HasIndex(forecast => new { forecast.ProjectId, forecast.IsBaseline, forecast.Id });
    }
}
