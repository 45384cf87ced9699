namespace ActiveLabel.Domain.Items;

public readonly record struct ItemId(long Value);
