using System.Globalization;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.TruthInference;
using ActiveLabel.Tests.Support;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// The policy of redundancy replayed on real crowds: <c>adaptive-redundancy [--stops 0.9,0.95] [--seeds 3]</c>. Each
/// item's real judgements come in random order, two to begin with; then rounds: the truth is inferred from all that was
/// seen, and every item for which the policy wants one more gets its next one. Needs ACTIVELABEL_TEST_DATA.
/// </summary>
internal sealed class AdaptiveRedundancyBenchmark : IBenchmark
{
    private const int AtFirst = 2;
    private static readonly string[] Names = ["bluebird", "rte", "temporal", "dog", "possent", "cf_amt"];

    public Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var stops = ValueOf(args, "--stops", "0.9").Split(',')
            .Select(stop => double.Parse(stop, CultureInfo.InvariantCulture));
        var seeds = int.Parse(ValueOf(args, "--seeds", "3"), CultureInfo.InvariantCulture);
        foreach (var stop in stops)
        {
            var (shares, gains) = (new List<double>(), new List<double>());
            foreach (var name in Names)
            {
                var crowd = CrowdData.Read(name);
                var all = (double)crowd.Judgements.Count / crowd.Judgements.ItemCount;
                var majority = crowd.ScoreOf(
                    new MajorityVote().Infer(crowd.Judgements, cancellationToken)).Accuracy;
                var runs = Enumerable.Range(1, seeds)
                    .Select(seed => Replay(crowd, stop, new(seed), cancellationToken)).ToArray();
                var (asked, accuracy) = (runs.Average(run => run.Asked), runs.Average(run => run.Accuracy));
                shares.Add(asked / all);
                gains.Add(accuracy - majority);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"stop {stop:0.00} {name,-9} {asked,6:f2} of {all,5:f1} judgements an item, "
                    + $"accuracy {accuracy:f4}, majority with all {majority:f4}; stopped: {Reasons(runs)}"));
            }
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"stop {stop:0.00} MEAN      {shares.Average():p1} of the judgements, "
                + $"accuracy {gains.Average():+0.0000;-0.0000} against the majority with all"));
        }
        return Task.CompletedTask;
    }

    private static Run Replay(CrowdData crowd, double stop, Random random, CancellationToken cancellationToken)
    {
        var set = crowd.Judgements;
        var orders = Enumerable.Range(0, set.ItemCount)
            .Select(item =>
            {
                var order = Enumerable.Range(
                    set.ItemOffsets[item], set.ItemOffsets[item + 1] - set.ItemOffsets[item]).ToArray();
                random.Shuffle(order);
                return order;
            }).ToArray();
        var asked = Array.ConvertAll(orders, order => Math.Min(AtFirst, order.Length));
        while (true)
        {
            var seen = Seen(set, orders, asked);
            var estimate = new DawidSkene(new()).Infer(seen, cancellationToken);
            var decisions = orders.Select((order, item) => new RedundancyPolicy(stop, AtFirst, order.Length).Decide(
                new(
                    estimate.PosteriorOf(item).ToArray(), estimate.LabelPrior, asked[item],
                    estimate.NewcomerConfusion, estimate.Correlation))).ToArray();
            var more = decisions.Count(decision => decision.Action == RedundancyAction.OneMore);
            if (more == 0)
                return new(asked.Average(), crowd.ScoreOf(estimate).Accuracy, decisions);
            for (var item = 0; item < asked.Length; item++)
                asked[item] += decisions[item].Action == RedundancyAction.OneMore ? 1 : 0;
        }
    }

    private static JudgementSet Seen(JudgementSet set, int[][] orders, int[] asked)
        => JudgementSet.Build(
            set.ItemCount,
            set.WorkerCount,
            set.LabelCount,
            orders.SelectMany((order, item) => order.Take(asked[item])
                .Select(j => (item, set.Workers[j], set.Labels[j]))));

    private static string Reasons(Run[] runs)
        => string.Join(", ", runs.SelectMany(run => run.Decisions).GroupBy(decision => decision.Reason)
            .OrderBy(group => group.Key)
            .Select(group => $"{group.Key} {group.Count() / (double)runs.Sum(run => run.Decisions.Length):p0}"));

    private static string ValueOf(string[] args, string name, string usual)
        => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : usual;

    private sealed record Run(double Asked, double Accuracy, RedundancyDecision[] Decisions);
}
