using ActiveLabel.Domain.Bias;

namespace ActiveLabel.Tests.Support;

/// <summary>A labeled project with biases of known size, or none, to hold audits against.</summary>
/// <param name="SampleTilt">How much the odds of the region "north" to be labeled fall; 0: not at all.</param>
/// <param name="Prejudice">How much likelier "yes" is for items of group "b" than their content says.</param>
/// <param name="DeviceLoss">How much rarer right answers are on phones.</param>
/// <param name="Copied">Share of answers that copy a shown pre-label.</param>
public sealed record SimulatedBias(
    int Seed, double SampleTilt = 0, double Prejudice = 0, double DeviceLoss = 0, double Copied = 0)
{
    /// <summary>Answers on items of a group, and on a device: the size that effects are planted at.</summary>
    public const int Answers = 3_000;

    private const int Workers = 24;
    private static readonly string[] Regions = ["north", "south", "east", "west"];
    private static readonly double[] TargetShares = [0.2, 0.3, 0.25, 0.25];

    public BiasEvidence Evidence()
    {
        var random = new Random(Seed);
        var people = Enumerable.Range(0, Workers).Select(_ => 0.75 + (0.2 * random.NextDouble())).ToArray();
        var (prejudicial, measurement) = (new List<AuditedAnswer>(), new List<AuditedAnswer>());
        for (var item = 0; item < Answers; item++)
        {
            var content = random.NextDouble();
            var group = random.NextDouble() < 0.3 ? "b" : "a";
            // Who is in "b" has other content too, which is no prejudice.
            content = group == "b" ? Math.Pow(content, 1.5) : content;
            var yes = Math.Clamp(content + (group == "b" ? Prejudice : 0), 0, 1);
            prejudicial.Add(new(group, random.NextDouble() < yes ? 1 : 0, null, [1 - content, content], item));
            measurement.Add(Measured(random, people));
        }
        return new(
            ["no", "yes"],
            [new("region", Sample(random))],
            [new("group", prejudicial)],
            [new("device", measurement)],
            PreLabels(random));
    }

    private AuditedAnswer Measured(Random random, double[] people)
    {
        var (worker, truth) = (random.Next(Workers), random.Next(2));
        var device = random.NextDouble() < 0.4 ? "phone" : "desk";
        var isRight = random.NextDouble() < people[worker] - (device == "phone" ? DeviceLoss : 0);
        return new(device, isRight ? truth : 1 - truth, truth, null, worker);
    }

    private List<SampleShare> Sample(Random random)
    {
        var counts = new long[Regions.Length];
        for (var left = 1_000; left > 0;)
        {
            var (draw, region) = (random.NextDouble(), 0);
            while (region < Regions.Length - 1 && (draw -= TargetShares[region]) >= 0)
                region++;
            if (region == 0 && random.NextDouble() < SampleTilt)
                continue;
            counts[region]++;
            left--;
        }
        return [.. Regions.Select((region, index) => new SampleShare(region, counts[index], TargetShares[index]))];
    }

    /// <summary>A tenth of the tasks is blind; workers agree with the pre-label by themselves on 60 to 90 %.</summary>
    public IReadOnlyList<AnchoringCount> PreLabels(Random random)
    {
        var workers = new List<AnchoringCount>();
        for (var worker = 0; worker < Workers; worker++)
        {
            var own = 0.6 + (0.3 * random.NextDouble());
            var counts = new long[4];
            for (var task = 0; task < 400; task++)
            {
                var isBlind = random.NextDouble() < 0.1;
                var isAgreeing = (!isBlind && random.NextDouble() < Copied) || random.NextDouble() < own;
                counts[isBlind ? 2 : 0]++;
                counts[isBlind ? 3 : 1] += isAgreeing ? 1 : 0;
            }
            workers.Add(new(counts[0], counts[1], counts[2], counts[3]));
        }
        return workers;
    }

    /// <summary>Kinds of bias that an audit of this project reports.</summary>
    public IReadOnlySet<BiasKind> Found()
        => BiasAudit.Run(Evidence(), new()).Findings.Select(finding => finding.Kind).ToHashSet();
}
