namespace ActiveLabel.Api.Demo;

/// <param name="Cores">What a customer with this intent says; <c>{product}</c> and the like are filled in.</param>
/// <param name="Asides">How somebody mentions it who wants something else.</param>
internal sealed record Intent(
    string Key, string Title, string Description, string Example, string[] Cores, string[] Asides);

/// <summary>
/// The words of the sample tickets. The intents share their vocabulary on purpose: charges, orders, accounts and
/// cancelling occur in all of them, and only the whole sentence tells.
/// </summary>
internal static class TicketPhrases
{
    public static readonly Intent[] Intents =
    [
        new(
            "billing", "Billing question", "Asks about an invoice, a charge or a price; nothing is broken.",
            "Why is my invoice higher than last month?",
            [
                "why is there a second charge of {amount} on my card for {product}",
                "my invoice for {month} shows {amount} but the plan should be less",
                "can you explain the {amount} on my last statement",
                "do you add tax on top of the price for {product}",
                "i was charged before the trial of {product} ended, is that right",
                "the amount on the receipt does not match my order",
                "which card is the yearly fee taken from",
                "can i get the {month} invoice with our company name on it",
                "what does the line {product} extra on my bill mean",
                "i see two payments for one order and would like to understand them",
            ],
            ["the invoice came on time by the way", "i already paid {amount} for this", "the price is fine for me"]),
        new(
            "refund", "Refund", "Wants money back.",
            "Please send back what I paid, it never worked.",
            [
                "i want my {amount} back for {product}",
                "please return the money, the {product} never worked for me",
                "how long until the {amount} is back on my card",
                "it was cancelled two weeks ago and i am still waiting for the money",
                "the parcel came broken and i would like to be paid back",
                "you charged me twice, please send one payment back",
                "i returned {product} in {month}, where is my money",
                "reverse the charge of {amount} please",
                "am i entitled to get anything back if i stop now",
                "the order never came so i expect the full amount returned",
            ],
            ["otherwise i want my money back", "i do not need the money back", "last time you paid me back quickly"]),
        new(
            "login", "Cannot sign in", "Cannot get into the account, or no code or link arrives.",
            "The reset link does not work and I am locked out.",
            [
                "i can't get into my account since {month}",
                "the reset link for my password is always expired",
                "the code you send by text never arrives",
                "it says my email is unknown but i have an order with you",
                "{product} throws me out as soon as i enter my password",
                "i changed my phone and now i am locked out",
                "two factor asks for a code i no longer have",
                "after the update it wants me to sign in and then nothing happens",
                "my account is blocked after three tries",
                "the app does not accept the new password",
            ],
            ["i can sign in without problems", "my password was changed last week", "the account itself works"]),
        new(
            "bug", "Something is broken", "A function does not do what it should.",
            "The export button does nothing since the update.",
            [
                "{product} crashes when i open the {month} report",
                "since the update the export button does nothing",
                "the page with my orders stays empty",
                "i get an error {code} when i change my address",
                "the search shows deleted entries again and again",
                "numbers in the invoice view are cut off on my phone",
                "sync stops at half and never ends",
                "saving takes a minute and then everything is gone",
                "the cancel button in {product} opens a white page",
                "notifications come twice although i turned them off",
            ],
            ["there was an error {code} yesterday but it is gone",
                "it crashed once, never mind", "everything works so far"]),
        new(
            "feature", "Feature request", "Wishes for something that does not exist yet.",
            "It would be great to have a dark theme.",
            [
                "it would be great if {product} could export to a spreadsheet",
                "please add a way to pay by bank transfer",
                "are you planning a dark theme for {product}",
                "could the report be sent to me every {month} on its own",
                "i miss a button to change several orders at once",
                "why is there no app for tablets",
                "a shared account for the whole team would help us a lot",
                "can you let us sign in with our company login some day",
                "please make it possible to pause a plan instead of ending it",
                "it should be possible to track a parcel on a map",
            ],
            ["a dark theme would be nice too", "maybe add an export one day", "an app for tablets would help"]),
        new(
            "delivery", "Delivery status", "Asks where an order is or when it comes.",
            "Where is my parcel? It should have come on Monday.",
            [
                "where is my order {code}",
                "tracking has not moved since {month}",
                "when will {product} arrive",
                "the parcel is marked delivered but nothing is here",
                "can it still come before the weekend",
                "the driver was here while i was out, what happens now",
                "only half of my order came, when is the rest due",
                "has {product} been sent yet, i paid {amount} last week",
                "the date of arrival changed three times already",
                "is it with customs or still with you",
            ],
            ["the parcel came yesterday", "my order {code} arrived well", "delivery was quick"]),
        new(
            "cancel", "Cancellation", "Wants to end a plan or stop an order.",
            "Please end my subscription at the end of the month.",
            [
                "please end my plan for {product} with the end of {month}",
                "i ordered the wrong size, stop order {code} before it is sent",
                "how do i get out of the yearly contract",
                "do not renew {product} for me",
                "i no longer need {product}, what do i have to do",
                "we close the business and want to leave",
                "stop charging me {amount}, i do not use it any more",
                "remove me from the trial before it costs anything",
                "i want to quit, the button for it is hidden",
                "take back my order from this morning please",
            ],
            ["i do not want to cancel anything", "if this goes on i will leave", "i nearly cancelled last month"]),
        new(
            "account", "Account change", "Wants data of the account changed: address, name, plan, card.",
            "I moved; please change my address.",
            [
                "i moved, the new address should be used from {month} on",
                "please change the email of my account",
                "my name is spelled wrong on everything you send",
                "can you switch us from {product} to the bigger plan",
                "use my new card for the payments from now on",
                "add my colleague to the account please",
                "we changed the company name, what do you need from us",
                "the phone number in my profile is old",
                "merge my two accounts please, i order from both",
                "send the parcel to my office instead from now on",
            ],
            ["my address is still the same", "the card on file is correct", "my details are up to date"]),
    ];

    public static readonly string[] Products =
        ["Nimbus", "Nimbus Pro", "the planner", "the desk lamp", "Ledgerly",
        "the headset", "Cargo Plus", "the starter kit"];

    public static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"];

    public static readonly string[] Openings =
        ["hi", "hello", "hi team", "dear support", "good morning", "hey", "to whom it may concern", "quick question"];

    public static readonly string[] Fillers =
    [
        "i have been a customer for {years} years", "this is the third time i write", "i could not find it in the help",
        "i am writing from my phone", "my colleague had the same last year", "i called but nobody answered",
        "i am not sure who is in charge of this", "it is a bit urgent",
    ];

    public static readonly string[] Closings =
        ["thanks", "thank you", "please help", "regards", "asap please", "looking forward to your answer", "cheers"];
}
