Console.WriteLine("pedrocode");
