using ActiveLabel.Domain.Numerics;

namespace ActiveLabel.Domain.Predictions;

/// <summary>How far the members of a committee, each trained on another resample of the labels, say different things.
/// </summary>
/// <param name="Bald">
/// Mutual information of the label and the member, in nats: the entropy of the members' mean less the mean of their
/// entropies, 0 (they say the same) to ln C for C members.
/// </param>
/// <param name="VoteEntropy">
/// Entropy of the labels that the members find the most probable, in nats: 0 (one label) to ln C.
/// </param>
public readonly record struct Disagreement(float Bald, float VoteEntropy)
{
    /// <summary>Members that disagree about enough to be told apart, at a cost that is bearable.</summary>
    public const int CommitteeDefault = 8;

    /// <summary>The most members.</summary>
    public const int CommitteeMax = 16;

    /// <param name="members">C × K by rows: the probabilities of each member, summing to one.</param>
    public static Disagreement Of(ReadOnlySpan<float> members, int labelCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labelCount, 2);
        var (mean, votes) = (new double[labelCount], new double[labelCount]);
        var (share, within) = (1.0 / (members.Length / labelCount), 0.0);
        for (var from = 0; from < members.Length; from += labelCount)
        {
            var member = members.Slice(from, labelCount);
            for (var label = 0; label < labelCount; label++)
            {
                mean[label] += share * member[label];
                within += share * Term(member[label]);
            }
            votes[Simplex.Top(member)] += share;
        }
        return new((float)Math.Max(0, Entropy(mean) - within), (float)Entropy(votes));
    }

    /// <param name="members">n × C × K by rows.</param>
    public static Disagreement[] OfRows(ReadOnlySpan<float> members, int committee, int labelCount)
    {
        var rows = new Disagreement[members.Length / (committee * labelCount)];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = Of(members.Slice(row * committee * labelCount, committee * labelCount), labelCount);
        return rows;
    }

    private static double Entropy(double[] row) => Math.Max(0, row.Sum(Term));

    private static double Term(double probability) => probability > 0 ? -probability * Math.Log(probability) : 0;
}
