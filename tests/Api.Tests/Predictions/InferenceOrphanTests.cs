using System.Diagnostics;
using ActiveLabel.Api.Predictions;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActiveLabel.Api.Tests.Predictions;

public sealed class InferenceOrphanTests
{
    [Fact]
    public async Task Closing_the_pipe_of_the_parent_ends_the_process()
    {
        var models = Directory.CreateTempSubdirectory("al");
        var start = new ProcessStartInfo(Path.Combine(InferenceProgram.Directory(), "ActiveLabel.Inference"))
        {
            RedirectStandardInput = true,
        };
        foreach (var argument in new[]
            { "serve", "--models", models.FullName, "--socket", Path.Combine(models.FullName, "s"), "--parent-pipe" })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;

        process.StandardInput.Close();

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(0, process.ExitCode);
        models.Delete(recursive: true);
    }

    [Fact]
    public async Task A_missing_program_is_said_at_the_start()
    {
        var options = new InferenceOptions(null, "models") { ProgramDirectory = "/nowhere" };
        using var process = new InferenceProcess(options, TimeProvider.System, NullLogger<InferenceProcess>.Instance);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => process.StartAsync(CancellationToken.None));

        Assert.Contains("/nowhere", error.Message, StringComparison.Ordinal);
    }
}
