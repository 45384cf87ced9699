using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;
using Xunit;

namespace ActiveLabel.Inference.Tests.Models;

public sealed class CrashVerdictTests : IDisposable
{
    private static readonly ModelReference First = new("small", 1), Second = new("small", 2);

    private readonly string _directory = Directory.CreateTempSubdirectory("models").FullName;
    private readonly ModelStore _store;

    public CrashVerdictTests()
    {
        _store = new(_directory);
        foreach (var version in new[] { 1, 2 })
            _store.Write(SmallSet.Train(version: version).Card, SmallSet.Train(version: version).File);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_is_at_work_outlives_a_process_that_does_not_say_goodbye()
    {
        using var journal = new CrashJournal(_directory);
        var done = journal.Begin(CrashJournal.Named("run small/2"));
        journal.Begin(CrashJournal.Named("run small/1"));
        journal.Begin(CrashJournal.Named("train"));
        done.Dispose();

        Assert.Equal(["run small/1", "train"], CrashJournal.Left(_directory).Order());

        journal.Close();
        journal.Begin(CrashJournal.Named("run small/1"));

        Assert.Empty(CrashJournal.Left(_directory));
    }

    [Fact]
    public void A_journal_takes_a_thousand_entries_at_once_and_each_of_them_ends()
    {
        using var journal = new CrashJournal(_directory);
        var entries = Enumerable.Range(0, 1_100).Select(n => journal.Begin(CrashJournal.Named($"run small/{n}")))
            .ToList();

        Assert.Equal(1_024, CrashJournal.Left(_directory).Count);
        entries.ForEach(entry => entry.Dispose());
        Assert.Empty(CrashJournal.Left(_directory));
    }

    [Fact]
    public void A_version_that_ran_alone_is_counted_and_quarantined_by_the_second_crash()
    {
        CrashVerdict.Settle(_store, ["run small/1", "run small/1", "load small/1"], Ending.Crash);
        Assert.Null(_store.QuarantineOf(First));
        CrashVerdict.Settle(_store, ["run small/1"], Ending.Crash);

        Assert.Contains("ended 2 times while it ran", _store.QuarantineOf(First), StringComparison.Ordinal);
        Assert.Throws<ModelNotAvailableException>(() => _store.Load(First));
        Assert.Null(_store.QuarantineOf(Second));
    }

    [Theory]
    [InlineData("run small/2")]
    [InlineData("load small/2")]
    [InlineData("train")]
    public void A_version_that_was_not_alone_is_a_suspect_and_never_counted_for_it(string beside)
    {
        for (var crash = 0; crash < 9; crash++)
            CrashVerdict.Settle(_store, ["run small/1", beside], Ending.Crash);

        Assert.True(_store.IsSuspect(First));
        Assert.Equal(beside == "run small/2", _store.IsSuspect(Second));
        Assert.Null(_store.QuarantineOf(First));
        Assert.Null(_store.QuarantineOf(Second));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(130, 0)]
    [InlineData(143, 0)]
    [InlineData(132, 2)]
    [InlineData(134, 2)]
    [InlineData(135, 2)]
    [InlineData(136, 2)]
    [InlineData(139, 2)]
    [InlineData(-1073741676, 2)]
    [InlineData(137, 3)]
    [InlineData(null, 3)]
    public void How_many_ends_quarantine_follows_from_how_the_process_ended(int? exitCode, int ends)
    {
        var counted = 0;
        while (counted < 9 && _store.QuarantineOf(First) is null)
        {
            CrashVerdict.Settle(_store, ["run small/1"], CrashVerdict.EndingOf(exitCode));
            counted++;
        }

        Assert.Equal(ends == 0 ? 9 : ends, counted);
        Assert.Equal(ends > 0, _store.IsSuspect(First));
    }

    [Fact]
    public void What_is_not_there_or_no_name_is_blamed_for_nothing()
    {
        CrashVerdict.Settle(_store, ["run gone/1", "run ../small/1", "run small", "\0"], Ending.Crash);

        Assert.False(_store.IsSuspect(First));
        Assert.Equal(["small"], Directory.GetDirectories(_directory).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_suspect_runs_alone_until_it_has_run_well_often_enough()
    {
        _store.Suspect(First);
        using var models = new LoadedModels(_store);
        using (var use = models.Use(First))
            for (var run = 0; run < Suspicion.RunsAlone; run++)
            {
                Assert.True(_store.IsSuspect(First));
                await use.Runner.AnswerAsync(["refund"], CancellationToken.None);
            }

        Assert.False(_store.IsSuspect(First));
    }

    [Fact]
    public async Task Suspects_and_others_that_ask_at_once_are_all_answered()
    {
        _store.Suspect(First);
        using var models = new LoadedModels(_store);
        using var suspect = models.Use(First);
        using var other = models.Use(Second);
        var runners = new[] { suspect.Runner, other.Runner };

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(
            n => runners[n % 2].AnswerAsync(["refund"], CancellationToken.None)));

        Assert.Equal(300, answers.Length);
        Assert.False(_store.IsSuspect(First));
    }
}
