namespace ActiveLabel.Domain.Sizing;

internal enum CurveFamily
{
    /// <summary>(n + s)^-b</summary>
    Power,

    /// <summary>1 / (1 + (n / s)^b)</summary>
    Sigmoid,
}

/// <summary>The falling part g(n) of an error curve, with its non-linear parameters b and s set.</summary>
internal sealed record CurveShape(CurveFamily Family, double Exponent, double Scale, bool HasFloor, double Prior)
{
    public double At(double labels)
        => Family is CurveFamily.Power
            ? Math.Pow(labels + Scale, -Exponent)
            : 1 / (1 + Math.Pow(labels / Scale, Exponent));
}

/// <summary>error(n) = Floor + Gain · g(n), and how much of the evidence is for it.</summary>
internal sealed record WeightedCurve(CurveShape Shape, double Floor, double Gain, double Weight)
{
    public double AccuracyAt(double labels) => Math.Clamp(1 - Floor - (Gain * Shape.At(labels)), 0, 1);
}
