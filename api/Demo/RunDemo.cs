using ActiveLabel.Api.Simulation;
using Spectre.Console;

namespace ActiveLabel.Api.Demo;

/// <param name="Server">Where the server answers.</param>
/// <param name="AdministratorKey">A key of its administrator.</param>
/// <param name="Pace">How long a judgement takes a simulated worker at the least.</param>
internal sealed record DemoRequest(Uri Server, string AdministratorKey, int Tickets, int Seed, TimeSpan Pace);

/// <summary>Labels the sample project with a crew of simulated workers, through the public API, and shows it.</summary>
internal static class RunDemo
{
    private const int CrewSize = 12;
    private static readonly TimeSpan TerminalRefresh = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LineRefresh = TimeSpan.FromSeconds(5);
    private static readonly string[] FinalJobs =
        ["ESTIMATE_RELIABILITY", "RETRAIN", "ESTIMATE_SIZING", "SNAPSHOT_METRICS"];

    public static async Task ExecuteAsync(DemoRequest request, CancellationToken cancellationToken)
    {
        using var administrator = new GraphQLConnection(request.Server, request.AdministratorKey);
        var tickets = TicketGenerator.Generate(request.Tickets, request.Seed);
        var project = await DemoProject.OpenAsync(
            administrator, request.Server, tickets, request.Seed, cancellationToken);
        var workers = await project.HireAsync(Crew.Mixed(CrewSize, request.Seed), cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var queue = new QueueWatch();
        var watching = queue.FollowAsync(project, ending.Token);
        try
        {
            var working = Task.WhenAll(workers.Select(worker => worker.WorkAsync(request.Pace, cancellationToken)));
            await ShowAsync(project, queue, request.Server, working, cancellationToken);
            await working;
            foreach (var job in FinalJobs)
                await project.RunJobAsync(job, cancellationToken);
            var figures = DemoFigures.Of(await project.MetricsAsync(cancellationToken));
            Console.WriteLine();
            foreach (var line in DemoDisplay.Summary(figures))
                Console.WriteLine(line);
        }
        finally
        {
            await ending.CancelAsync();
            await watching;
            foreach (var worker in workers)
                worker.Dispose();
        }
    }

    private static async Task ShowAsync(
        DemoProject project, QueueWatch queue, Uri server, Task working, CancellationToken cancellationToken)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || !AnsiConsole.Profile.Out.IsTerminal)
        {
            while (await IsStillWorkingAsync(working, LineRefresh, cancellationToken))
                Console.WriteLine(DemoDisplay.Line(DemoFigures.Of(await project.MetricsAsync(cancellationToken))));
            return;
        }
        await AnsiConsole.Live(new Text("Starting ...")).StartAsync(async live =>
        {
            do
            {
                var figures = DemoFigures.Of(await project.MetricsAsync(cancellationToken));
                live.UpdateTarget(DemoDisplay.Draw(figures, queue.Depth, server.ToString()));
            }
            while (await IsStillWorkingAsync(working, TerminalRefresh, cancellationToken));
        });
    }

    private static async Task<bool> IsStillWorkingAsync(
        Task working, TimeSpan interval, CancellationToken cancellationToken)
        => await Task.WhenAny(working, Task.Delay(interval, cancellationToken)) != working
            && !cancellationToken.IsCancellationRequested;

    /// <summary>The queue as the subscription tells it.</summary>
    private sealed class QueueWatch
    {
        private volatile int _depth = -1;

        public int? Depth => _depth < 0 ? null : _depth;

        public async Task FollowAsync(DemoProject project, CancellationToken cancellationToken)
        {
            try
            {
                await foreach (var change in project.QueueChangesAsync(cancellationToken))
                    _depth = change.GetProperty("onQueueChanged").GetProperty("queue").GetProperty("depth").GetInt32();
            }
            catch (OperationCanceledException)
            {
                // The demo is over.
            }
        }
    }
}
