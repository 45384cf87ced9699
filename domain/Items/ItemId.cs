namespace ActiveLabel.Domain.Items;

public readonly record struct ItemId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(ItemId left, ItemId right) => left.Value > right.Value;

    public static bool operator <(ItemId left, ItemId right) => left.Value < right.Value;
}
