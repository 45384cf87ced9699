using System.Text.Json;
using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Domain.Sizing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Graph;

public sealed class PredictionSetTests : IAsyncLifetime
{
    private GraphServer _server = null!;
    private string _key = null!;
    private string _project = null!;

    public async Task InitializeAsync()
    {
        _server = await GraphServer.StartAsync();
        _key = await _server.AdministratorAsync();
        _project = await _server.CreateProjectAsync(_key, items: 1);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_set_has_the_choices_that_the_promised_share_needs()
    {
        // On a hundred control items the true label had 0.995 down to 0.005: each threshold is its own coverage.
        float[][] said = [.. Enumerable.Range(0, 100).Select(item => new[] { 1 - ((item + 0.5f) / 100), 0.5f })];
        await PredictAsync(ControlMeasurement.Of(said, new int[100]));

        Assert.Equal(["dog"], await SetAsync("coverage: 0.8"));
        Assert.Equal(["dog", "cat"], await SetAsync("coverage: 0.9"));
        Assert.Equal(["dog", "cat"], await SetAsync("coverage: 0.99"));
    }

    [Fact]
    public async Task Before_a_version_was_measured_there_is_no_set_and_another_share_is_refused_with_those_there_are()
    {
        await PredictAsync(measurement: null);

        Assert.Null(await SetAsync("coverage: 0.8"));
        var refused = await _server.PostAsync(_key, QueryOf("coverage: 0.85"), new { p = _project });
        Assert.Contains("0.8, 0.9, 0.95, 0.99", refused.GetRawText(), StringComparison.Ordinal);
    }

    private async Task PredictAsync(ControlMeasurement? measurement)
    {
        await using var db = await _server.OpenDatabaseAsync();
        var item = await db.Items.SingleAsync();
        var model = await ModelNumbers.AddAsync(
            db,
            new()
            {
                OrganizationId = item.OrganizationId,
                ProjectId = item.ProjectId,
                Version = 0,
                CreatedAt = DateTimeOffset.UnixEpoch,
                Labels = 0,
                Temperature = 1,
                Sha256 = "",
                Decision = "",
                Measurement = measurement,
            },
            CancellationToken.None);
        db.Predictions.Add(new()
        {
            ItemId = item.Id,
            OrganizationId = item.OrganizationId,
            ModelVersionId = model.Id,
            Probabilities = [0.15f, 0.85f],
            ScoredAt = DateTimeOffset.UnixEpoch,
        });
        await db.SaveChangesAsync();
    }

    private async Task<IEnumerable<string?>?> SetAsync(string arguments)
    {
        var data = await _server.DataAsync(_key, QueryOf(arguments), new { p = _project });
        var set = data.GetProperty("items").GetProperty("nodes")[0].GetProperty("prediction")
            .GetProperty("predictionSet");
        return set.ValueKind == JsonValueKind.Null ? null : set.EnumerateArray().Select(choice => choice.GetString());
    }

    private static string QueryOf(string arguments)
        => $$"""query($p: ID!) { items(projectId: $p) { nodes { prediction { predictionSet({{arguments}}) } } } }""";
}
