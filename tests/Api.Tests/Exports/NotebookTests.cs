using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ActiveLabel.Api.Operations;
using ActiveLabel.Api.Tests.Sizing;
using ActiveLabel.Api.Tests.Workers;
using ActiveLabel.Domain.Sizing;
using Xunit;

namespace ActiveLabel.Api.Tests.Exports;

/// <summary>The examples of the documents, run as they stand there against a server.</summary>
public sealed class NotebookTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [SkippableFact]
    public async Task The_python_notebook_comes_out_within_the_interval_of_the_server()
    {
        Skip.If(!IsThere("python3"), "There is no python3 here.");
        await using var lead = await WorkerLead.StartAsync();
        var project = await SizedAsync(lead);

        var said = await RunAsync("python3", [NotebookOf("forecast.py")], lead, project);

        Assert.Equal(SeededCurves.Sizes.Count + SeededCurves.Arrivals, said.GetProperty("points").GetInt32());
        Assert.Equal(SeededCurves.Draws, said.GetProperty("pointsByChance").GetInt32());
        Assert.True(said.GetProperty("inside80").GetBoolean(), said.ToString());
        // What the curve is made of: 0.96 − 0.9 n^−0.45 reaches 0.9 with 411 labels.
        Assert.InRange(said.GetProperty("labelsHere").GetInt32(), 400, 425);
    }

    [Fact]
    public async Task The_notebook_in_the_servers_language_gives_the_number_of_the_server()
    {
        await using var lead = await WorkerLead.StartAsync();
        var project = await SizedAsync(lead);

        var said = await RunAsync("dotnet", ["run", NotebookOf("forecast.cs"), "--"], lead, project);

        Assert.Equal(SeededCurves.Sizes.Count + SeededCurves.Arrivals, said.GetProperty("points").GetInt32());
        Assert.Equal(SeededCurves.Draws, said.GetProperty("pointsByChance").GetInt32());
        Assert.Equal(said.GetProperty("labelsServer").GetInt32(), said.GetProperty("labelsHere").GetInt32());
    }

    private static async Task<string> SizedAsync(WorkerLead lead)
    {
        var project = await lead.ProjectAsync(requirement: null);
        await SeededCurves.AddAsync(lead, project, CurveSlice.All);
        await SeededCurves.AddPartsAsync(lead, project);
        await SeededCurves.AddAsync(lead, project, new(CurveDimension.Class, "cat, or dog"), share: 0.5);
        await lead.RunAsync(project, Job.EstimateSizing);
        return project;
    }

    private static async Task<JsonElement> RunAsync(
        string program, IReadOnlyList<string> arguments, WorkerLead lead, string project)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Concat(
            [lead.Server.Address.GetLeftPart(UriPartial.Authority), lead.Key, project]))
            start.ArgumentList.Add(argument);
        using var running = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var (said, wrong) = (running.StandardOutput.ReadToEndAsync(patience.Token),
            running.StandardError.ReadToEndAsync(patience.Token));
        await running.WaitForExitAsync(patience.Token);
        Assert.True(running.ExitCode == 0, $"{await said}{await wrong}");
        return JsonDocument.Parse(await said).RootElement;
    }

    private static bool IsThere(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(directory => File.Exists(Path.Combine(directory, program)));

    private static string NotebookOf(string name, [CallerFilePath] string thisFile = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../docs/notebooks", name));
}
