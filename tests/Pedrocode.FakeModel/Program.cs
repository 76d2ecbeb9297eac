Console.WriteLine("fake model");
