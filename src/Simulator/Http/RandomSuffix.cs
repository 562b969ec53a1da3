using System.Security.Cryptography;

namespace Loadline.Simulator.Http;

/// <summary>The five letters after a <c>generateName</c>.</summary>
internal static class RandomSuffix
{
    // No vowels and nothing that looks like a vowel or another letter, as in apimachinery.
    public static string Next() => RandomNumberGenerator.GetString("bcdfghjklmnpqrstvwxz2456789", 5);
}
