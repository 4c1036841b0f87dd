//! Generated: `UPDATE=1 cargo test --lib roots` writes it anew.

/// Where the roots are from.
#[cfg(test)]
pub(super) const SOURCE: &str = "webpki-root-certs 1.0.11 and 0.26.7";

/// When they were taken from there.
#[cfg(test)]
pub(super) const TAKEN: &str = "2026-11-22";

/// Their marks, sorted; with the SHA-256 fingerprint of each, and its name.
#[rustfmt::skip]
pub(super) static ROOTS: [u64; 160] = [
    0x01bd5cf98de1caf0, // e0d3226aeb1163c2e48ff9be3b50b4c6431be7bb1eacc5c36b5d5ec509039a08 CN=TrustAsia Global Root CA G3,O=TrustAsia Technologies\, Inc.,C=CN
    0x02a210440756cfc8, // 34d8a73ee208d9bcdb0d956520934b4e40e69482596e8b6f73c8426b010a6f48 CN=GTS Root R3,O=Google Trust Services LLC,C=US
    0x02f95b11bb6e5c23, // bd71fdf6da97e4cf62d1647add2581b07d79adf8397eb4ecba9c5e8488821423 CN=AffirmTrust Premium ECC,O=AffirmTrust,C=US
    0x0419dd030303ee38, // 02ed0eb28c14da45165c566791700d6451d7fb56f0b2ab1d3b8eb070e56edff5 CN=Entrust Root Certification Authority - EC1,OU=(c) 2012 Entrust\, Inc. - for authorized use only,OU=See www.entrust.net/legal-terms,O=Entrust\, Inc.,C=US
    0x052ed4a4bae33250, // c0a6f4dc63a24bfdcf54ef2a6a082a0a72de35803e2ff5ff527ae5d87206dfd5 OU=ePKI Root Certification Authority,O=Chunghwa Telecom Co.\, Ltd.,C=TW
    0x084cea15066033cb, // 349dfa4058c5e263123b398ae795573c4e1313c83fe68f93556cd5e8031b3c7d CN=GTS Root R4,O=Google Trust Services LLC,C=US
    0x08b76222257c1b34, // 11437cda7bb45e41365f45b39a38986b0de00def348e0c7bb0873633800bc38b CN=CommScope Public Trust ECC Root-01,O=CommScope,C=US
    0x0993c00ade8de6ee, // 125609aa301da0a249b97a8239cb6a34216f44dcac9f3954b14292f2e8c8608f CN=emSign Root CA - C1,O=eMudhra Inc,OU=emSign PKI,C=US
    0x0ad1bcf4b068891f, // 2e7bf16cc22485a7bbe2aa8696750761b0ae39be3b2fe9d0cc6d4ef73491425c CN=SSL.com EV Root Certification Authority RSA R2,O=SSL Corporation,L=Houston,ST=Texas,C=US
    0x0cce039bdaa51318, // b4585f22e4ac756a4e8612a1361c5d9d031a93fd84febb778fa3068b0fc42dc2 CN=Certainly Root E1,O=Certainly,C=US
    0x0f5590444d21af7b, // 7bb647a62aeeac88bf257aa522d01ffea395e0ab45c73f93f65654ec38f25a06 CN=Sectigo Public Server Authentication Root R46,O=Sectigo Limited,C=GB
    0x1099e2d9aec727d9, // eec997c0c30f216f7e3b8b307d2bae42412d753fc8219dafd1520b2572850f49 CN=OISTE Server Root ECC G1,O=OISTE Foundation,C=CH
    0x12b0aa398d8ceda7, // 46edc3689046d53a453fb3104ab80dcaec658b2660ea1629dd7e867990648716 CN=TUBITAK Kamu SM SSL Kok Sertifikasi - Surum 1,OU=Kamu Sertifikasyon Merkezi - Kamu SM,O=Turkiye Bilimsel ve Teknolojik Arastirma Kurumu - TUBITAK,L=Gebze - Kocaeli,C=TR
    0x1883b15fc265d089, // 018e13f0772532cf809bd1b17281867283fc48c6e13be9c69812854a490c1b05 CN=DigiCert TLS ECC P384 Root G5,O=DigiCert\, Inc.,C=US
    0x18991409839439f5, // bfd88fe1101c41ae3e801bf8be56350ee9bad1a6b9bd515edc5c6d5b8711ac44 CN=TWCA Root Certification Authority,OU=Root CA,O=TAIWAN-CA,C=TW
    0x198e1299d31c2de8, // 9bea11c976fe014764c1be56a6f914b5a560317abd9988393382e5161aa0493c CN=UCA Global G2 Root,O=UniTrust,C=CN
    0x1b7706d04cc8c413, // b676f2eddae8775cd36cb0f63cd1d4603961f49e6265ba013a2f0307b6d0b804 CN=Certum Trusted Network CA 2,OU=Certum Certification Authority,O=Unizeto Technologies S.A.,C=PL
    0x1b940d84a69ddc99, // 242b69742fcb1e5b2abf98898b94572187544e5b4d9911786573621f6a74b82c CN=Telia Root CA v2,O=Telia Finland Oyj,C=FI
    0x1df1bc3ba9857270, // 6c61dac3a2def031506be036d2a6fe401994fbd13df9c8d466599274c446ec98 CN=NetLock Arany (Class Gold) Főtanúsítvány,OU=Tanúsítványkiadók (Certification Services),O=NetLock Kft.,L=Budapest,C=HU
    0x1f624aa2c8bd8222, // 3417bb06cc6007da1b961c920b8ab4ce3fad820e4aa30b9acbc4a74ebdcebc65 CN=SSL.com Root Certification Authority ECC,O=SSL Corporation,L=Houston,ST=Texas,C=US
    0x21d63eef3e6c7463, // 0a81ec5a929777f145904af38d5d509f66b5e2c58fcdb531058b0e17f3f0b41b CN=AffirmTrust Networking,O=AffirmTrust,C=US
    0x259fd1e4c88108cd, // 1435f225c5d252d7a21948cc3ce62aecfa88001e3dd72d1cc3555100eb372f93 CN=SECOM TLS RSA Root CA 2024,O=SECOM Trust Systems Co.\, Ltd.,C=JP
    0x28c7351a5927a30b, // 2ce1cb0bf9d2f9e102993fbe215152c3b2dd0cabde1c68e5319b839154dbb7f5 CN=Starfield Root Certificate Authority - G2,O=Starfield Technologies\, Inc.,L=Scottsdale,ST=Arizona,C=US
    0x2a51050f6b9357a2, // ebd41040e4bb3ec742c9e381d31ef2a41a48b6685c96e7cef3c1df6cd4331c99 CN=GlobalSign Root CA,OU=Root CA,O=GlobalSign nv-sa,C=BE
    0x2b9b87f5a7276c95, // f1c1b50ae5a20dd8030ec9f6bc24823dd367b5255759b4e71b61fce9f7375d73 CN=SecureTrust CA,O=SecureTrust Corporation,C=US
    0x304b3f48e76f795f, // 574df6931e278039667b720afdc1600fc27eb66dd3092979fb73856487212882 CN=BJCA Global Root CA2,O=BEIJING CERTIFICATE AUTHORITY,C=CN
    0x320964e724585f7a, // fd73dad31c644ff1b43bef0ccdda96710b9cd9875eca7e31707af3e96d522bbd CN=T-TeleSec GlobalRoot Class 3,OU=T-Systems Trust Center,O=T-Systems Enterprise Services GmbH,C=DE
    0x358d4aaf0496b2fb, // 30fbba2c32238e2a98547af97931e550428b9b3f1c8eeb6633dcfa86c5b27dd3 CN=vTrus ECC Root CA,O=iTrusChina Co.\,Ltd.,C=CN
    0x35e6c21c2e3a8d88, // 31ad6648f8104138c738f39ea4320133393e3a18cc02296ef97c2ac9ef6731d0 CN=DigiCert Global Root G3,OU=www.digicert.com,O=DigiCert Inc,C=US
    0x3751da0bc7e6741f, // 657cfe2fa73faa38462571f332a2363a46fce7020951710702cdfbb6eeda3305 OU=certSIGN ROOT CA G2,O=CERTSIGN SA,C=RO
    0x37af10c0182b95cf, // 3c5f81fea5fab82c64bfa2eaecafcde8e077fc8620a7cae537163df36edbf378 emailAddress=info@e-szigno.hu,CN=Microsec e-Szigno Root CA 2009,O=Microsec Ltd.,L=Budapest,C=HU
    0x3a83fcccb49e57b2, // 358df39d764af9e1b766e9c972df352ee15cfac227af6ad1d70e8e4a6edcba02 CN=Microsoft ECC Root Certificate Authority 2017,O=Microsoft Corporation,C=US
    0x3be20ab846e228a1, // 85a0dd7dd720adb7ff05f83d542b209dc7ff4528f7d677b18389fea5e5c49e86 CN=QuoVadis Root CA 2,O=QuoVadis Limited,C=BM
    0x3bf0f1a8fb68da02, // 8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e CN=Amazon Root CA 1,O=Amazon,C=US
    0x3c34a12e784a0982, // eec5496b988ce98625b934092eec2908bed0b0f316c2d4730c84eaf1f3d34881 CN=D-TRUST Root Class 3 CA 2 EV 2009,O=D-Trust GmbH,C=DE
    0x3e2600948a8a825a, // 30d0895a9a448a262091635522d1f52010b5867acae12c78ef958fd4f4389f2f CN=IdenTrust Public Sector Root CA 1,O=IdenTrust,C=US
    0x3e4c83bc08f587c1, // 57de0583efd2b26e0361da99da9df4648def7ee8441c3b728afa9bcde0f9b26a CN=Autoridad de Certificacion Firmaprofesional CIF A62634068,C=ES
    0x3f86cfaac6fb32e4, // be4b56cb5056c0136a526df444508daa36a0b54f42e4ac38f72af470e479654c CN=TrustAsia Global Root CA G4,O=TrustAsia Technologies\, Inc.,C=CN
    0x3f8a267eb4f8a24d, // 2530cc8e98321502bad96f9b1fba1b099e2d299e0f4548bb914f363bc0d4531f CN=Izenpe.com,O=IZENPE S.A.,C=ES
    0x425dcfc29b6369a1, // 96bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6 CN=ISRG Root X1,O=Internet Security Research Group,C=US
    0x455fc0cdd2286ea0, // f015ce3cc239bfef064be9f1d2c417e1a0264a0a94be1f0c8d121864eb6949cc CN=HiPKI Root CA - G1,O=Chunghwa Telecom Co.\, Ltd.,C=TW
    0x45dfe63df3bc0f6e, // efc65cadbb59adb6efe84da22311b35624b71b3b1ea0da8b6655174ec8978646 CN=Telekom Security TLS RSA Root 2023,O=Deutsche Telekom Security GmbH,C=DE
    0x46b823c875447cd5, // b085d70b964f191a73e4af0d54ae7a0e07aafdaf9b71dd0862138ab7325a24a2 CN=GlobalSign,O=GlobalSign,OU=GlobalSign ECC Root CA - R4
    0x47887550117fc03a, // 4348a0e9444c78cb265e058d5e8944b4d84f9662bd26db257f8934a443c70161 CN=DigiCert Global Root CA,OU=www.digicert.com,O=DigiCert Inc,C=US
    0x486631aa58b13ffe, // 77b82cd8644c4305f7acc5cb156b45675004033d51c60c6202a8e0c33467d3a0 CN=Certainly Root R1,O=Certainly,C=US
    0x4a40875c4990e240, // be6c4da2bbb9ba59b6f3939768374246c3c005993fa98f020d1dedbed48a81d5 CN=SwissSign Silver CA - G2,O=SwissSign AG,C=CH
    0x4e7b7e4f5365d0d6, // 85666a562ee0be5ce925c1d8890a6f76a87ec16d4d7d5f29ea7419cf20123b69 CN=SSL.com Root Certification Authority RSA,O=SSL Corporation,L=Houston,ST=Texas,C=US
    0x5069691abf98d299, // 9ae36232a5189ffddb353dfd26520c015395d22777dac59db57b98c089a651e6 CN=OISTE Server Root RSA G1,O=OISTE Foundation,C=CH
    0x51d1d8c0e81ffaf5, // 18f1fc7f205df8adddeb7fe007dd57e3af375a9c4d8d73546bf4f1fed1e18d35 CN=QuoVadis Root CA 3,O=QuoVadis Limited,C=BM
    0x549c64909b3136c7, // 7e37cb8b4c47090cab36551ba6f45db840680fba166a952db100717f43053fc2 CN=DigiCert Assured ID Root G3,OU=www.digicert.com,O=DigiCert Inc,C=US
    0x5673bb25ae3f90c2, // 1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4 CN=Amazon Root CA 2,O=Amazon,C=US
    0x57aebc430a398685, // 73c176434f1bc6d5adf45b0e76e727287c8de57616c1e6e6141a2b2cbc7d8e4c CN=Entrust Root Certification Authority,OU=(c) 2006 Entrust\, Inc.,OU=www.entrust.net/CPS is incorporated by reference,O=Entrust\, Inc.,C=US
    0x5812483a094e4764, // e778f0f095fe843729cd1a0082179e5314a9c291442805e1fb1d8fb6b8886c3a CN=SecureSign Root CA15,O=Cybertrust Japan Co.\, Ltd.,C=JP
    0x5a6914bb8da95356, // 70a73f7f376b60074248904534b11482d5bf0e698ecc498df52577ebf2e93b9a CN=AffirmTrust Premium,O=AffirmTrust,C=US
    0x5a8e952b460a490f, // dd6936fe21f8f077c123a1a521c12224f72255b73e03a7260693e8a24b0fa389 CN=TeliaSonera Root CA v1,O=TeliaSonera
    0x5aa63cfb3eb019af, // bef256daf26e9c69bdec1602359798f3caf71821a03e018257c53c65617f3d4a CN=FIRMAPROFESIONAL CA ROOT-A WEB,organizationIdentifier=VATES-A62634068,O=Firmaprofesional SA,C=ES
    0x5b5508700cc082df, // 55903859c8c0c3ebb8759ece4e2557225ff5758bbd38ebd48276601e1bd58097 CN=Trustwave Global ECC P384 Certification Authority,O=Trustwave Holdings\, Inc.,L=Chicago,ST=Illinois,C=US
    0x5da898a23639a43b, // 43df5774b03e7fef5fe40d931a7bedf1bb2e6b42738c4e6d3841103d3aa7f339 CN=Entrust Root Certification Authority - G2,OU=(c) 2009 Entrust\, Inc. - for authorized use only,OU=See www.entrust.net/legal-terms,O=Entrust\, Inc.,C=US
    0x5fa75edc1388cbbd, // bfff8fd04433487d6a8aa60c1a29767a9fc2bbb05e420f713a13b992891d3893 CN=GDCA TrustAUTH R5 ROOT,O=GUANG DONG CERTIFICATE AUTHORITY CO.\,LTD.,C=CN
    0x629485197ac94253, // d947432abde7b7fa90fc2e6b59101b1280e0e1c7e4e40fa3c6887fff57a7f4cf CN=GTS Root R1,O=Google Trust Services LLC,C=US
    0x6482032dc62df426, // 5a2fc03f0c83b090bbfa40604b0988446c7636183df9846e17101a447fb8efd6 CN=Hongkong Post Root CA 3,O=Hongkong Post,L=Hong Kong,ST=Hong Kong,C=HK
    0x664d7f9fcc14ecdb, // 568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5 CN=Starfield Services Root Certificate Authority - G2,O=Starfield Technologies\, Inc.,L=Scottsdale,ST=Arizona,C=US
    0x66dda94df83d469f, // 0552e6f83fdf65e8fa9670e666df28a4e21340b510cbe52566f97c4fb94b2bd1 CN=D-TRUST BR Root CA 2 2023,O=D-Trust GmbH,C=DE
    0x67036dd4e5bb814b, // 02bdf96e2a45dd9bf18fc7e1dbdf21a0379ba3c9c2610344cfd8d606fec1ed81 CN=CommScope Public Trust RSA Root-01,O=CommScope,C=US
    0x6a381be6f019c363, // 4fa3126d8d3a11d1c4855a4f807cbad6cf919d3a5a88b03bea2c6372d93c40c9 CN=GlobalSign Root R46,O=GlobalSign nv-sa,C=BE
    0x6e22c9e708848a58, // 8e8221b2e7d4007836a1672f0dcc299c33bc07d316f132fa1a206d587150f1ce CN=D-TRUST EV Root CA 2 2023,O=D-Trust GmbH,C=DE
    0x6ebf9b164e844e3e, // 88f438dcf8ffd1fa8f429115ffe5f82ae1e06e0c70c375faad717b34a49e7265 CN=NAVER Global Root Certification Authority,O=NAVER BUSINESS PLATFORM Corp.,C=KR
    0x71ad54bbcc0223a1, // bc4d809b15189d78db3e1d8cf4f9726a795da1643ca5f1358e1ddb0edc0d7eb3 CN=emSign ECC Root CA - C3,O=eMudhra Inc,OU=emSign PKI,C=US
    0x735f88b1f8b3443f, // 8a866fd1b276b57e578e921c65828a2bed58e9f2f288054134b7f1f4bfc9cc74 CN=QuoVadis Root CA 1 G3,O=QuoVadis Limited,C=BM
    0x73df2538eff2feb8, // 554153b13d2cf9ddb753bfbe1a4e0ae08d0aa4187058fe60a2b862b2e4b87bcb CN=AC RAIZ FNMT-RCM SERVIDORES SEGUROS,organizationIdentifier=VATES-Q2826004J,OU=Ceres,O=FNMT-RCM,C=ES
    0x74614e81c1d5b71f, // 88ef81de202eb018452e43f864725cea5fbd1fc2d9d205730709c5d8b8690f46 CN=QuoVadis Root CA 3 G3,O=QuoVadis Limited,C=BM
    0x7543aed21c273105, // 2e44102ab58cb85419451c8e19d9acf3662cafbc614b6a53960a30f7d0e2eb41 CN=TunTrust Root CA,O=Agence Nationale de Certification Electronique,C=TN
    0x75b3bce37b796158, // f356bea244b7a91eb35d53ca9ad7864ace018e2d35d5f8f96ddf68a6f41aa474 C=DE,O=Atos,CN=Atos TrustedRoot 2011
    0x760e6409b439195b, // a040929a02ce53b4acf4f2ffc6981ce4496f755e6d45fe0b2a692bcd52523f36 CN=Hellenic Academic and Research Institutions RootCA 2015,O=Hellenic Academic and Research Institutions Cert. Authority,L=Athens,C=GR
    0x7615cdf99b379e61, // 4b009c1034494f9ab56bba3ba1d62731fc4d20d8955adcec10a925607261e338 CN=SecureSign Root CA14,O=Cybertrust Japan Co.\, Ltd.,C=JP
    0x7931a3e83f8829c0, // 3e9099b5015e8f486c00bcea9d111ee721faba355a89bcf1df69561e3dc6325c CN=DigiCert Assured ID Root CA,OU=www.digicert.com,O=DigiCert Inc,C=US
    0x7a58b97917cfb1c1, // 5d56499be4d2e08bcfcad08a3e38723d50503bde706948e42f55603019e528ae CN=IdenTrust Commercial Root CA 1,O=IdenTrust,C=US
    0x7f59b4c70faa5e84, // c3846bf24b9e93ca64274c0ec67c1ecc5e024ffcacd2d74019350e81fe546ae4 OU=Go Daddy Class 2 Certification Authority,O=The Go Daddy Group\, Inc.,C=US
    0x80cf54fd3a2162ce, // c741f70f4b2a8d88bf2e71c14122ef53ef10eba0cfa5e64cfa20f418853073e0 CN=Microsoft RSA Root Certificate Authority 2017,O=Microsoft Corporation,C=US
    0x81e71b7974d347af, // e59aaa816009c22bff5b25bad37df306f049797c1f81d85ab089e657bd8f0044 CN=D-TRUST BR Root CA 1 2020,O=D-Trust GmbH,C=DE
    0x82dd20b623bd1569, // e23d4a036d7b70e9f595b1422079d2b91edfbb1fb651a0633eaa8a9dc5f80703 CN=CA Disig Root R2,O=Disig a.s.,L=Bratislava,C=SK
    0x83eba8189413d6c1, // d48d3d23eedb50a459e55197601c27774b9d7b18c94d5a059511a10250b93168 CN=Certigna Root CA,OU=0002 48146308100036,O=Dhimyotis,C=FR
    0x86e7a5425e623fa9, // 513b2cecb810d4cde5dd85391adfc6c2dd60d87bb736d2b521484aa47a0ebef6 OU=Security Communication RootCA2,O=SECOM Trust Systems CO.\,LTD.,C=JP
    0x889e301570ffd2e9, // c32ffd9f46f936d16c3673990959434b9ad60aafbb9e7cf33654f144cc1ba143 CN=SSL.com TLS ECC Root CA 2022,O=SSL Corporation,C=US
    0x895b7edca4c81a32, // cbb9c44d84b8043e1050ea31a69f514955d7bfd2e2c6b49301019ad61d9f5058 CN=GlobalSign Root E46,O=GlobalSign nv-sa,C=BE
    0x8981e6b08312aa78, // 9a6ec012e1a7da9dbe34194d478ad7c0db1822fb071df12981496ed104384113 C=ES,O=ACCV,OU=PKIACCV,CN=ACCVRAIZ1
    0x8b4602f26444b2a0, // 193144f431e0fddb740717d4de926a571133884b4360d30e272913cbe660ce41 CN=SwissSign RSA TLS Root CA 2022 - 1,O=SwissSign AG,C=CH
    0x8f26b15f72bec9d1, // 62dd0be9b9f50a163ea0f8e75c053b1eca57ea55c8688f647c6881f2c8357b95 CN=SwissSign Gold CA - G2,O=SwissSign AG,C=CH
    0x8f2b9a4dd72cfc87, // ebc5570c29018c4d67b1aa127baf12f703b4611ebc17b7dab5573894179b93fa OU=AC RAIZ FNMT-RCM,O=FNMT-RCM,C=ES
    0x8f916839648884b6, // 7d05ebb682339f8c9451ee094eebfefa7953a114edb2f44949452fab7d2fc185 CN=DigiCert Assured ID Root G2,OU=www.digicert.com,O=DigiCert Inc,C=US
    0x913a2164218c3e93, // 3f99cc474acfce4dfed58794665e478d1547739f2e780f1bb4ca9b133097d401 CN=HARICA TLS ECC Root CA 2021,O=Hellenic Academic and Research Institutions CA,C=GR
    0x924975dff523bbea, // 2ffb7f813bbbb3c89ab4e8162d0f16d71509a830cc9d73c262e5140875d1ad4a CN=CommScope Public Trust ECC Root-02,O=CommScope,C=US
    0x96073426c0fd3194, // fe7696573855773e37a95e7ad4d9cc96c30157c15d31765ba9b15704e1ae78fd CN=Certum Trusted Root CA,OU=Certum Certification Authority,O=Asseco Data Systems S.A.,C=PL
    0x9668630b10860471, // 6ab2ab75f51cb4f4f0156203fbf6f646232f514be059f62833308b82b4d72db1 CN=SECOM TLS ECC Root CA 2024,O=SECOM Trust Systems Co.\, Ltd.,C=JP
    0x97457943a6f1760a, // f3896f88fe7c0a882766a7fa6ad2749fb57a7f3e98fb769c1fa7b09c2c44d5ae CN=BJCA Global Root CA1,O=BEIJING CERTIFICATE AUTHORITY,C=CN
    0x97618847eac02e97, // 371a00dc0533b3721a7eeb40e8419e70799d2b0a0f2c1d80693165f7cec4ad75 CN=DigiCert TLS RSA4096 Root G5,O=DigiCert\, Inc.,C=US
    0x9a6140539a0242b8, // a1339d33281a0b56e557d3d32b1ce7f9367eb094bd5fa72a7e5004c8ded7cafe CN=SZAFIR ROOT CA2,O=Krajowa Izba Rozliczeniowa S.A.,C=PL
    0x9ac2e969c91c9801, // 8d25cd97229dbf70356bda4eb3cc734031e24cf00fafcfd32dc76eb5841c7ea8 CN=GTS Root R2,O=Google Trust Services LLC,C=US
    0x9ae0f77c28e8dda4, // 2cabeafe37d06ca22aba7391c0033d25982952c453647349763a3ab5ad6ccf69 CN=GlobalSign,O=GlobalSign,OU=GlobalSign Root CA - R6
    0x9bd993b9e640ea55, // 0c2cd63df7806fa399ede809116b575bf87989f06518f9808c860503178baf66 CN=COMODO Certification Authority,O=COMODO CA Limited,L=Salford,ST=Greater Manchester,C=GB
    0x9df8b69c9dd97746, // 44b545aa8a25e65a73ca15dc27fc36d24c1cb9953a066539b11582dc487b4833 CN=Hellenic Academic and Research Institutions ECC RootCA 2015,O=Hellenic Academic and Research Institutions Cert. Authority,L=Athens,C=GR
    0xa0639e88217fd9f4, // 1793927a0614549789adce2f8f34f7f0b66d0f3ae3a3b84d21ec15dbba4fadc7 CN=COMODO ECC Certification Authority,O=COMODO CA Limited,L=Salford,ST=Greater Manchester,C=GB
    0xa16a92da6a93cfa1, // fb8fec759169b9106b1e511644c618c51304373f6c0643088d8beffd1b997599 CN=ANF Secure Server Root CA,OU=ANF CA Raiz,O=ANF Autoridad de Certificacion,C=ES,serialNumber=G63287510
    0xa6b59c0b6519f42b, // 40f6af0346a99aa1cd1d555a4e9cce62c7f9634603ee406615833dc8c8d00367 CN=emSign Root CA - G1,O=eMudhra Technologies Limited,OU=emSign PKI,C=IN
    0xa7625e09b13c14e1, // 6b9c08e86eb0f767cfad65cd98b62149e5494a67f5845e7bd1ed019f27b86bd6 CN=OISTE WISeKey Global Root GB CA,OU=OISTE Foundation Endorsed,O=WISeKey,C=CH
    0xa7b128b9d0f7173c, // 8a71de6559336f426c26e53880d00d88a18da4c6a91f0dcb6194e206c5c96387 CN=vTrus Root CA,O=iTrusChina Co.\,Ltd.,C=CN
    0xa8c7fef4707bd61c, // 86a1ecba089c4a8d3bbe2734c612ba341d813e043cf9e8a862cd5c57a36bbe6b CN=emSign ECC Root CA - G3,O=eMudhra Technologies Limited,OU=emSign PKI,C=IN
    0xad374e24c175016e, // 8fe4fb0af93a4d0d67db0bebb23e37c71bf325dcbcdd240ea04daf58b47e1840 CN=QuoVadis Root CA 2 G3,O=QuoVadis Limited,C=BM
    0xaeb2b74661732cde, // cecddc905099d8dadfc5b1d209b737cbe2c18cfb2c10c0ff0bcf0d3286fc1aa2 CN=XRamp Global Certification Authority,O=XRamp Security Services Inc,OU=www.xrampsecurity.com,C=US
    0xb0849fc480b123f6, // 945bbc825ea554f489d1fd51a73ddf2ea624ac7019a05205225c22a78ccfa8b4 CN=Trustwave Global ECC P256 Certification Authority,O=Trustwave Holdings\, Inc.,L=Chicago,ST=Illinois,C=US
    0xb485c679ef4c580b, // e74fbda55bd564c473a36b441aa799c8a68e077440e8288b9fa1e50e4bbaca11 CN=Security Communication ECC RootCA1,O=SECOM Trust Systems CO.\,LTD.,C=JP
    0xb591392ffec1767e, // b2fae53e14ccd7ab9212064701ae279c1d8988facb775fa8a008914e663988a8 C=DE,O=Atos,CN=Atos TrustedRoot Root CA ECC TLS 2021
    0xb7d6c1e7ba4ec90f, // eaa962c4fa4a6bafebe415196d351ccd888d4f53f3fa8ae6d7c466a94e6042bb OU=certSIGN ROOT CA,O=certSIGN,C=RO
    0xba2500fa29f65164, // e3b6a2db2ed7ce48842f7ac53241c7b71d54144bfb40c11f3f1d0b42f5eea12d CN=Certigna,O=Dhimyotis,C=FR
    0xbaed09265005f5db, // 552f7bdcf1a7af9e6ce672017f4f12abf77240c78e761ac203d1d9d20ac89988 CN=DigiCert Trusted Root G4,OU=www.digicert.com,O=DigiCert Inc,C=US
    0xbb352f707bddfbd4, // 06c08d7dafd876971eb1124fe67f847ec0c7a158d3ea53cbe940e2ea9791f4c3 CN=TrustAsia TLS RSA Root CA,O=TrustAsia Technologies\, Inc.,C=CN
    0xbcb9aa7b65fbd4dc, // 08170d1aa36453901a2f959245e347db0c8d37abaabc56b81aa100dc958970db CN=D-TRUST EV Root CA 1 2020,O=D-Trust GmbH,C=DE
    0xbe330c6b470ebd84, // 91e2f5788d5810eba7ba58737de1548a8ecacd014598bc0b143e041b17052552 CN=T-TeleSec GlobalRoot Class 2,OU=T-Systems Trust Center,O=T-Systems Enterprise Services GmbH,C=DE
    0xc123f550a59d232b, // 52f0e1c4e58ec629291b60317f074671b85d7ea80d5b07273463534b32b40234 CN=COMODO RSA Certification Authority,O=COMODO CA Limited,L=Salford,ST=Greater Manchester,C=GB
    0xc2f5c446c3f20a72, // 3f034bb5704d44b2d08545a02057de93ebf3905fce721acbc730c06ddaee904e CN=SecureSign Root CA12,O=Cybertrust Japan Co.\, Ltd.,C=JP
    0xc378afcf149dd888, // cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f CN=DigiCert Global Root G2,OU=www.digicert.com,O=DigiCert Inc,C=US
    0xc42f3801705f7fb5, // d7a7a0fb5d7e2731d771e9484ebcdef71d5f0c3e0a2948782bc83ee0ea699ef4 CN=AAA Certificate Services,O=Comodo CA Limited,L=Salford,ST=Greater Manchester,C=GB
    0xc632c12f0bc1a2ed, // e793c9b02fd8aa13e21c31228accb08119643b749c898964b1746d46c3d4cbd2 CN=USERTrust RSA Certification Authority,O=The USERTRUST Network,L=Jersey City,ST=New Jersey,C=US
    0xc8991a0d739bdfe8, // 9a114025197c5bb95d94e63d55cd43790847b646b23cdf11ada4a00eff15fb48 CN=Buypass Class 2 Root CA,O=Buypass AS-983163327,C=NO
    0xc8bd38349ad4f512, // 4ff460d54b9c86dabfbcfc5712e0400d2bed3fbc4d4fbdaa86e06adcd2a9ad7a CN=USERTrust ECC Certification Authority,O=The USERTRUST Network,L=Jersey City,ST=New Jersey,C=US
    0xca15b1dacfa736ca, // c90f26f0fb1b4018b22227519b5ca2b53e2ca5b3be5cf18efe1bef47380c5383 CN=Sectigo Public Server Authentication Root E46,O=Sectigo Limited,C=GB
    0xca6ff89b8a3f3190, // 8560f91c3624daba9570b5fea0dbe36ff11a8323be9486854fb3f34a5571198d CN=OISTE WISeKey Global Root GC CA,OU=OISTE Foundation Endorsed,O=WISeKey,C=CH
    0xcbb3f1435207a114, // d13db1294c45ebc6fc86c6bbf69fa29bdfe692dff7c713c243c7a956c6a2284c CN=Telia RSA TLS Root CA v3,O=Telia Company AB,C=SE
    0xcf0a422c5d8442f3, // beb00b30839b9bc32c32e4447905950641f26421b15ed089198b518ae2ea1b99 CN=e-Szigno Root CA 2017,organizationIdentifier=VATHU-23584497,O=Microsec Ltd.,L=Budapest,C=HU
    0xcf1f79ad61d3d126, // 81a9088ea59fb364c548a6f85559099b6f0405efbf18e5324ec9f457ba00112f C=DE,O=Atos,CN=Atos TrustedRoot Root CA RSA TLS 2021
    0xcf4d39a764bcbbb9, // 16af57a9f676b0ab126095aa5ebadef22ab31119d644ac95cd4b93dbf3f26aeb CN=Baltimore CyberTrust Root,OU=CyberTrust,O=Baltimore,C=IE
    0xd10d6a8fed8da933, // 5cc3d78e4e1d5e45547a04e6873e64f90cf9536d1ccc2ef800f355c4c5fd70fd CN=CFCA EV ROOT,O=China Financial Certification Authority,C=CN
    0xd1f071e890d6c14c, // 69729b8e15a86efc177a57afb7171dfc64add28c2fca8cf1507e34453ccb1470 CN=ISRG Root X2,O=Internet Security Research Group,C=US
    0xd3eff1a9eb11ce20, // 6dc47172e01cbcb0bf62580d895fe2b8ac9ad4f873801e0c10b9c837d21eb177 CN=Entrust.net Certification Authority (2048),OU=(c) 1999 Entrust.net Limited,OU=www.entrust.net/CPS_2048 incorp. by ref. (limits liab.),O=Entrust.net
    0xd44939716a457c3f, // 45140b3247eb9cc8c5b4f0d7b53091f73292089e6e5a63e2749dd3aca9198eda CN=Go Daddy Root Certificate Authority - G2,O=GoDaddy.com\, Inc.,L=Scottsdale,ST=Arizona,C=US
    0xd5122c1cb3a74b7d, // 578af4ded0853f4e5998db4aeaf9cbea8d945f60b620a38d1a3c13b2bc7ba8e1 CN=Telekom Security TLS ECC Root 2020,O=Deutsche Telekom Security GmbH,C=DE
    0xd5a00cafaef2d426, // 179fbc148a3dd00fd24ea13458cc43bfa7f59c8182d783a513f6ebec100c8924 CN=GlobalSign,O=GlobalSign,OU=GlobalSign ECC Root CA - R5
    0xd839effe68640cb3, // 0376ab1d54c5f9803ce4b2e201a0ee7eef7b57b636e8a93c9b8d4860c96f5fa7 CN=AffirmTrust Commercial,O=AffirmTrust,C=US
    0xdf91569e650eb46b, // 49e7a442acf0ea6287050054b52564b650e4f49e42e348d6aa38e039e957b1c1 CN=D-TRUST Root Class 3 CA 2 2009,O=D-Trust GmbH,C=DE
    0xe0f1209878e02d19, // 3f63bb2814be174ec8b6439cf08d6d56f0b7c405883a5648a334424d6b3ec558 CN=TWCA CYBER Root CA,OU=Root CA,O=TAIWAN-CA,C=TW
    0xe29bab1ea735031b, // 7431e5f4c3c1ce4690774f0b61e05440883ba9a01ed00ba6abd7806ed3b118cf CN=DigiCert High Assurance EV Root CA,OU=www.digicert.com,O=DigiCert Inc,C=US
    0xe44ca11e342a2a4a, // b49141502d00663d740f2e7ec340c52800962666121a36d09cf7dd2b90384fb4 CN=e-Szigno TLS Root CA 2023,organizationIdentifier=VATHU-23584497,O=Microsec Ltd.,L=Budapest,C=HU
    0xe4cac33650053f12, // 22a2c1f7bded704cc1e701b5f408c310880fe956b5de2a4a44f99c873a25a7c8 CN=SSL.com EV Root Certification Authority ECC,O=SSL Corporation,L=Houston,ST=Texas,C=US
    0xe72ce7c66dbb39b4, // d95d0e8eda79525bf9beb11b14d2100d3294985f0c62d9fabd9cd999eccb7b1d CN=HARICA TLS RSA Root CA 2021,O=Hellenic Academic and Research Institutions CA,C=GR
    0xec3fb4dbccfc6051, // 8faf7d2e2cb4709bb8e0b33666bf75a5dd45b5de480f8ea8d4bfe6bebc17f2ed CN=SSL.com TLS RSA Root CA 2022,O=SSL Corporation,C=US
    0xed2e4d7bed26b1a7, // d43af9b35473755c9684fc06d7d8cb70ee5c28e773fb294eb41ee71722924d24 CN=UCA Extended Validation Root,O=UniTrust,C=CN
    0xed6c5e092202f759, // 18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4 CN=Amazon Root CA 3,O=Amazon,C=US
    0xefb40473c09d76cb, // cbb522d7b7f127ad6a0113865bdf1cd4102e7d0759af635a7cf4720dc963c53b CN=GlobalSign,O=GlobalSign,OU=GlobalSign Root CA - R3
    0xf0087c5dc33f0d53, // ffe943d793424b4f7c440c1c3d648d5363f34b82dc87aa7a9f118fc5dee101f1 CN=CommScope Public Trust RSA Root-02,O=CommScope,C=US
    0xf1562329761e0635, // 55926084ec963a64b96e2abe01ce0ba86a64fbfebcc7aab5afc155b37fd76066 CN=Actalis Authentication Root CA,O=Actalis S.p.A./03358520967,L=Milan,C=IT
    0xf1989ced841ffc2b, // 59769007f7685d0fcd50872f9f95d5755a5b2b457d81f3692b610a98672f0e1b CN=TWCA Global Root CA,OU=Root CA,O=TAIWAN-CA,C=TW
    0xf36330e9361989cf, // 97552015f5ddfc3c8788c006944555408894450084f100867086bc1a2bb58dc8 CN=Trustwave Global Certification Authority,O=Trustwave Holdings\, Inc.,L=Chicago,ST=Illinois,C=US
    0xf36e1a189995a4c1, // c0076b9ef0531fb1a656d67c4ebe97cd5dbaa41ef44598acc2489878c92d8711 CN=TrustAsia TLS ECC Root CA,O=TrustAsia Technologies\, Inc.,C=CN
    0xf3dbc04a3c7252d1, // 098e08a91dbbf77478b96cceb89b1413a5da37b7c862606a955deb07179f4326 CN=Telia EC TLS Root CA v3,O=Telia Company AB,C=SE
    0xf40f4f0cd77c94e3, // edf7ebbca27a2a384d387b7d4010c666e2edb4843e4c29b4ae1d5b9332e6b24d CN=Buypass Class 3 Root CA,O=Buypass AS-983163327,C=NO
    0xf4d3dac42a2864cb, // e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092 CN=Amazon Root CA 4,O=Amazon,C=US
    0xf51b008415434095, // 1465fa205397b876faa6f0a9958e5590e40fcc7faa4fb7c2c8677521fb5fb658 OU=Starfield Class 2 Certification Authority,O=Starfield Technologies\, Inc.,C=US
    0xf665bd91dd48e8b6, // 6b328085625318aa50d173c98d8bda09d57e27413d114cf787a0f5d06c030cf6 CN=Certum EC-384 CA,OU=Certum Certification Authority,O=Asseco Data Systems S.A.,C=PL
    0xfaa1b427195971c9, // 5c58468d55f58e497e743982d2b50010b6d165374acf83a7d4a32db768c4408e CN=Certum Trusted Network CA,OU=Certum Certification Authority,O=Unizeto Technologies S.A.,C=PL
    0xfb6a89b69a9f8fcd, // 4200f5043ac8590ebb527d209ed1503029fbcbd41ca1b506ec27f15ade7dac69 CN=Secure Global CA,O=SecureTrust Corporation,C=US
];
