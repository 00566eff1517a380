Console.Error.WriteLine("usage: bench SCENARIO");
