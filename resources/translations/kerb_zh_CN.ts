<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Classes</name>
    <message>
        <source>road</source>
        <translation>道路</translation>
    </message>
    <message>
        <source>sidewalk</source>
        <translation>人行道</translation>
    </message>
    <message>
        <source>building</source>
        <translation>建筑</translation>
    </message>
    <message>
        <source>wall</source>
        <translation>墙</translation>
    </message>
    <message>
        <source>fence</source>
        <translation>围栏</translation>
    </message>
    <message>
        <source>pole</source>
        <translation>杆</translation>
    </message>
    <message>
        <source>traffic light</source>
        <translation>交通信号灯</translation>
    </message>
    <message>
        <source>traffic sign</source>
        <translation>交通标志</translation>
    </message>
    <message>
        <source>vegetation</source>
        <translation>植被</translation>
    </message>
    <message>
        <source>terrain</source>
        <translation>地面</translation>
    </message>
    <message>
        <source>sky</source>
        <translation>天空</translation>
    </message>
    <message>
        <source>person</source>
        <translation>行人</translation>
    </message>
    <message>
        <source>rider</source>
        <translation>骑行者</translation>
    </message>
    <message>
        <source>car</source>
        <translation>汽车</translation>
    </message>
    <message>
        <source>truck</source>
        <translation>卡车</translation>
    </message>
    <message>
        <source>bus</source>
        <translation>公交车</translation>
    </message>
    <message>
        <source>train</source>
        <translation>列车</translation>
    </message>
    <message>
        <source>motorcycle</source>
        <translation>摩托车</translation>
    </message>
    <message>
        <source>bicycle</source>
        <translation>自行车</translation>
    </message>
    <message>
        <source>Sky</source>
        <translation>天空</translation>
    </message>
    <message>
        <source>Building</source>
        <translation>建筑</translation>
    </message>
    <message>
        <source>Pole</source>
        <translation>杆</translation>
    </message>
    <message>
        <source>Road</source>
        <translation>道路</translation>
    </message>
    <message>
        <source>Pavement</source>
        <translation>人行道</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>树木</translation>
    </message>
    <message>
        <source>SignSymbol</source>
        <translation>交通标志</translation>
    </message>
    <message>
        <source>Fence</source>
        <translation>围栏</translation>
    </message>
    <message>
        <source>Car</source>
        <translation>汽车</translation>
    </message>
    <message>
        <source>Pedestrian</source>
        <translation>行人</translation>
    </message>
    <message>
        <source>Bicyclist</source>
        <translation>骑车人</translation>
    </message>
</context>
<context>
    <name>CloudExport</name>
    <message>
        <source>Export of the points</source>
        <translation>导出点</translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s) in %1.</source>
        <translation>
            <numerusform>%1 中共 %Ln 个点。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportJob</name>
    <message>
        <source>there is nothing to export: this method gave neither depth nor classes for this source</source>
        <translation>没有可导出的内容：该方法没有为此数据源给出深度或类别</translation>
    </message>
    <message>
        <source>Choose another method in the panel Method</source>
        <translation>请在“方法”面板中选择其他方法</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln frame(s) failed, the others are there</source>
        <translation>
            <numerusform>%Ln 帧中有 %1 帧失败，其余已写入</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s) in %1, %2 of them were there already: %3.</source>
        <translation>
            <numerusform>%1 中共 %Ln 帧，其中 %2 帧原已存在：%3。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s) in %1: %2.</source>
        <translation>
            <numerusform>%1 中共 %Ln 帧：%2。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pixel(s) beyond 255.99 m are missing in the PNG files; NumPy files keep them.</source>
        <translation>
            <numerusform>超过 255.99 m 的 %Ln 个像素未写入 PNG 文件；NumPy 文件会保留它们。</numerusform>
        </translation>
    </message>
    <message>
        <source>this method needs a trained model</source>
        <translation>此方法需要训练好的模型</translation>
    </message>
    <message>
        <source>Choose one in the panel Method</source>
        <translation>请在“方法”面板中选择</translation>
    </message>
    <message>
        <source>Export of %1</source>
        <translation>导出 %1</translation>
    </message>
    <message>
        <source>depth in %1</source>
        <translation>深度 %1 帧</translation>
    </message>
    <message>
        <source>classes in %1</source>
        <translation>类别 %1 帧</translation>
    </message>
</context>
<context>
    <name>GlProbe</name>
    <message>
        <source>%1 could not be started</source>
        <translation>无法启动 %1</translation>
    </message>
    <message>
        <source>starting OpenGL fails</source>
        <translation>OpenGL 启动失败</translation>
    </message>
</context>
<context>
    <name>Methods</name>
    <message>
        <source>Monodepth2</source>
        <translation>Monodepth2</translation>
    </message>
    <message>
        <source>Depth from one image, learnt from plain video: the baseline, fast, and many weights exist</source>
        <translation>由单张图像得到深度，从普通视频中学习：基准方法，速度快，可用权重多</translation>
    </message>
    <message>
        <source>Depth and semantics</source>
        <translation>深度与语义</translation>
    </message>
    <message>
        <source>Depth and 19 classes from one image, learnt from labelled pictures: the starter model</source>
        <translation>由单张图像得到深度和 19 个类别，从标注图像中学习：入门模型</translation>
    </message>
    <message>
        <source>Semi-global matching</source>
        <translation>半全局匹配</translation>
    </message>
    <message>
        <source>Metric depth of stereo pairs by classical matching (OpenCV); needs no weights</source>
        <translation>用经典匹配（OpenCV）由双目图像对得到米制深度；无需权重</translation>
    </message>
    <message>
        <source>Ground truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>Depth and labels that the source itself has (LiDAR, rendered, annotated); nothing is predicted</source>
        <translation>数据源自带的深度和标签（激光雷达、渲染、标注）；不做任何预测</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>layers of the ResNet encoder: 18 or 50</source>
        <translation>ResNet 编码器的层数：18 或 50</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>width that images are resized to; weights bring their own</source>
        <translation>图像缩放到的宽度；权重自带此值</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>height that images are resized to; weights bring their own</source>
        <translation>图像缩放到的高度；权重自带此值</translation>
    </message>
    <message>
        <source>Min depth</source>
        <translation>最小深度</translation>
    </message>
    <message>
        <source>the nearest depth the network can say</source>
        <translation>网络可给出的最近深度</translation>
    </message>
    <message>
        <source>the nearest depth the network can say, through KITTI&apos;s lens</source>
        <translation>网络可给出的最近深度（以 KITTI 镜头计）</translation>
    </message>
    <message>
        <source>Max depth</source>
        <translation>最大深度</translation>
    </message>
    <message>
        <source>the farthest depth the network can say</source>
        <translation>网络可给出的最远深度</translation>
    </message>
    <message>
        <source>the farthest depth the network can say; the sky&apos;s</source>
        <translation>网络可给出的最远深度；即天空的深度</translation>
    </message>
    <message>
        <source>Use stereo</source>
        <translation>使用双目</translation>
    </message>
    <message>
        <source>trained with a stereo partner: depth is in metres</source>
        <translation>用双目图像训练：深度以米为单位</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>metres between the cameras of the stereo pairs; training takes that of its data, KITTI&apos;s is 0.54</source>
        <translation>立体图像对两台相机之间的距离（米）；训练时取其数据的值，KITTI 为 0.54</translation>
    </message>
    <message>
        <source>Pose network</source>
        <translation>位姿网络</translation>
    </message>
    <message>
        <source>with a network for motion; weights bring their own</source>
        <translation>带运动网络；权重自带</translation>
    </message>
    <message>
        <source>Semantic classes</source>
        <translation>语义类别数</translation>
    </message>
    <message>
        <source>classes of the semantic head: 0 (none) or 19 (Cityscapes)</source>
        <translation>语义头的类别数：0（无）或 19（Cityscapes）</translation>
    </message>
    <message>
        <source>Max disparity</source>
        <translation>最大视差</translation>
    </message>
    <message>
        <source>largest disparity that is searched; a multiple of 16</source>
        <translation>搜索的最大视差；16 的倍数</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>块大小</translation>
    </message>
    <message>
        <source>side of the matched block; odd</source>
        <translation>匹配块的边长；奇数</translation>
    </message>
    <message>
        <source>Uniqueness</source>
        <translation>唯一性</translation>
    </message>
    <message>
        <source>by how much the best match must beat the next</source>
        <translation>最佳匹配须优于次佳匹配的幅度</translation>
    </message>
    <message>
        <source>Speckle</source>
        <translation>斑点</translation>
    </message>
    <message>
        <source>smaller islands of disparity are dropped; 0 keeps them</source>
        <translation>丢弃更小的视差孤岛；0 表示保留</translation>
    </message>
    <message>
        <source>Left right</source>
        <translation>左右一致性</translation>
    </message>
    <message>
        <source>largest difference between both matching directions; -1 does not check</source>
        <translation>两个匹配方向的最大差异；-1 表示不检查</translation>
    </message>
    <message>
        <source>m</source>
        <translation>m</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>ground truth of the source</source>
        <translation>数据源的真值</translation>
    </message>
    <message>
        <source>monocular: right up to one factor</source>
        <translation>单目：差一个比例因子</translation>
    </message>
    <message>
        <source>learnt in metres by a camera 1.65 m above the road, scaled by the focal length</source>
        <translation>由距路面 1.65 m 的相机以米为单位学得，按焦距缩放</translation>
    </message>
    <message>
        <source>learnt in metres by a camera 1.65 m above the road; this camera&apos;s focal length is a guess</source>
        <translation>由距路面 1.65 m 的相机以米为单位学得；此相机的焦距为猜测值</translation>
    </message>
    <message>
        <source>no CUDA device found: using the CPU</source>
        <translation>未找到 CUDA 设备：使用 CPU</translation>
    </message>
    <message>
        <source>this CPU has no bfloat16 instructions: computed in float32</source>
        <translation>此 CPU 没有 bfloat16 指令：以 float32 计算</translation>
    </message>
    <message>
        <source>scale as the method gives it: the frame has no ground truth</source>
        <translation>尺度按方法给出的：此帧没有真值</translation>
    </message>
    <message>
        <source>scale as the method gives it: no road was found in the frame</source>
        <translation>尺度按方法给出的：此帧中未找到道路</translation>
    </message>
    <message>
        <source>no frame t-%1: done without (there is none in its recording)</source>
        <translation>没有第 t-%1 帧：不使用它（其所在的录像中没有）</translation>
    </message>
    <message>
        <source>stereo baseline %1 m</source>
        <translation>双目基线 %1 m</translation>
    </message>
    <message>
        <source>stereo baseline %1 m / %2</source>
        <translation>双目基线 %1 m / %2</translation>
    </message>
    <message>
        <source>factor %1</source>
        <translation>系数 %1</translation>
    </message>
    <message>
        <source>camera %1 m above the road</source>
        <translation>相机距路面 %1 m</translation>
    </message>
    <message>
        <source>camera %1 m above the road, intrinsics are a guess</source>
        <translation>相机距路面 %1 m，内参为猜测值</translation>
    </message>
    <message>
        <source>median of the ground truth</source>
        <translation>真值的中位数</translation>
    </message>
    <message>
        <source>1/depth</source>
        <translation>1/深度</translation>
    </message>
</context>
<context>
    <name>OverlayPainter</name>
    <message>
        <source>labels that are no map are not shown</source>
        <translation>不是图的标签不予显示</translation>
    </message>
    <message>
        <source>labels of another size (%1 × %2) than the picture are not shown</source>
        <translation>与图像尺寸不同的标签（%1 × %2）不予显示</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>video file</source>
        <translation>视频文件</translation>
    </message>
    <message>
        <source>image folder</source>
        <translation>图像文件夹</translation>
    </message>
    <message>
        <source>CamVid (SegNet)</source>
        <translation>CamVid (SegNet)</translation>
    </message>
    <message>
        <source>Cityscapes</source>
        <translation>Cityscapes</translation>
    </message>
    <message>
        <source>KITTI depth selection</source>
        <translation>KITTI 深度选集</translation>
    </message>
    <message>
        <source>KITTI odometry</source>
        <translation>KITTI 里程计</translation>
    </message>
    <message>
        <source>KITTI raw</source>
        <translation>KITTI 原始数据</translation>
    </message>
    <message>
        <source>KITTI semantics</source>
        <translation>KITTI 语义</translation>
    </message>
    <message>
        <source>Make3D</source>
        <translation>Make3D</translation>
    </message>
    <message>
        <source>Shard</source>
        <translation>分片</translation>
    </message>
    <message>
        <source>Synthetic drive</source>
        <translation>合成驾驶场景</translation>
    </message>
    <message>
        <source>Virtual KITTI 1.3.1</source>
        <translation>Virtual KITTI 1.3.1</translation>
    </message>
    <message>
        <source>Virtual KITTI 2</source>
        <translation>Virtual KITTI 2</translation>
    </message>
    <message>
        <source>KITTI default (a guess)</source>
        <translation>KITTI 默认值（猜测）</translation>
    </message>
    <message>
        <source>the synthetic drive&apos;s own</source>
        <translation>合成驾驶场景自带</translation>
    </message>
    <message>
        <source>grey images</source>
        <translation>灰度图像</translation>
    </message>
    <message>
        <source>depth is what a simulated 64-ring LiDAR measures</source>
        <translation>深度为模拟 64 线激光雷达的测量值</translation>
    </message>
    <message>
        <source>labels are degraded on request</source>
        <translation>标签已按要求降质</translation>
    </message>
    <message>
        <source>mirrored left to right, as the file asks</source>
        <translation>按文件要求左右镜像</translation>
    </message>
    <message>
        <source>no usable times in the file: frame number / fps</source>
        <translation>文件中没有可用时间：帧号 / fps</translation>
    </message>
    <message>
        <source>KITTI default (a guess), undistorted</source>
        <translation>KITTI 默认值（猜测），已校正畸变</translation>
    </message>
    <message>
        <source>turned clockwise by %1 degrees, as the file asks</source>
        <translation>按文件要求顺时针旋转 %1 度</translation>
    </message>
    <message>
        <source>the file is cut short: %1 of its %2 frames are missing at the end</source>
        <translation>文件被截断：末尾缺少 %1 帧（共 %2 帧）</translation>
    </message>
    <message>
        <source>%1 frames could not be read when it was packed</source>
        <translation>打包时有 %1 帧无法读取</translation>
    </message>
    <message>
        <source>%1 drives, one after the other</source>
        <translation>%1 段行程，依次相接</translation>
    </message>
    <message>
        <source>%1 sequences, one after the other</source>
        <translation>%1 个序列，依次相接</translation>
    </message>
    <message>
        <source>stereo for %1 of %2 frames</source>
        <translation>%2 帧中 %1 帧有双目图像</translation>
    </message>
    <message>
        <source>depth for %1 of %2 frames</source>
        <translation>%2 帧中 %1 帧有深度</translation>
    </message>
    <message>
        <source>LiDAR for %1 of %2 frames</source>
        <translation>%2 帧中 %1 帧有激光雷达数据</translation>
    </message>
    <message>
        <source>improved depth for %1 of %2 frames</source>
        <translation>%2 帧中 %1 帧有改进深度</translation>
    </message>
    <message>
        <source>labels for %1 of %2 frames</source>
        <translation>%2 帧中 %1 帧有标签</translation>
    </message>
    <message>
        <source>instances for %1 of %2 frames</source>
        <translation>%2 帧中 %1 帧有实例</translation>
    </message>
    <message>
        <source>flow for %1 of %2 frames</source>
        <translation>%2 帧中 %1 帧有光流</translation>
    </message>
    <message>
        <source>poses for %1 of %2 frames</source>
        <translation>%2 帧中 %1 帧有位姿</translation>
    </message>
</context>
<context>
    <name>WindowSettings</name>
    <message>
        <source>The settings could not be read, and were put aside as %1. Kerb starts with its defaults.</source>
        <translation>无法读取设置，已将其另存为 %1。Kerb 将以默认设置启动。</translation>
    </message>
    <message>
        <source>The settings in %1 can be neither read nor replaced. Kerb starts with its defaults.</source>
        <translation>%1 中的设置既无法读取也无法替换。Kerb 将以默认设置启动。</translation>
    </message>
</context>
<context>
    <name>Workspaces</name>
    <message>
        <source>Inspect</source>
        <translation>查看</translation>
    </message>
</context>
<context>
    <name>kerb::CameraEditor</name>
    <message>
        <source>Focal length</source>
        <translation>焦距</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>主点</translation>
    </message>
    <message>
        <source>Distortion</source>
        <translation>畸变</translation>
    </message>
    <message>
        <source>Focal length across, in pixels</source>
        <translation>水平焦距，单位为像素</translation>
    </message>
    <message>
        <source>Focal length downwards, in pixels</source>
        <translation>垂直焦距，单位为像素</translation>
    </message>
    <message>
        <source>Where the optical axis meets the picture: pixels from the left</source>
        <translation>光轴与图像的交点：距左边的像素数</translation>
    </message>
    <message>
        <source>Where the optical axis meets the picture: pixels from the top</source>
        <translation>光轴与图像的交点：距上边的像素数</translation>
    </message>
    <message>
        <source>4, 5 or 8 coefficients in OpenCV&apos;s order: k1 k2 p1 p2 k3 k4 k5 k6; empty: none</source>
        <translation>按 OpenCV 顺序的 4、5 或 8 个系数：k1 k2 p1 p2 k3 k4 k5 k6；留空表示没有</translation>
    </message>
    <message>
        <source>Distortion coefficients</source>
        <translation>畸变系数</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Straighten the pictures</source>
        <translation>校正图像畸变</translation>
    </message>
    <message>
        <source>Shows and predicts pictures without the distortion of the lens</source>
        <translation>显示并预测去除镜头畸变的图像</translation>
    </message>
    <message>
        <source>From File…</source>
        <translation>来自文件…</translation>
    </message>
    <message>
        <source>A calibration as JSON, or as YAML of OpenCV or ROS. It can be dropped here too.</source>
        <translation>JSON 格式的标定文件，或 OpenCV、ROS 的 YAML 文件。也可拖放到此处。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Back to what the source itself says about its camera</source>
        <translation>恢复为数据源自身给出的相机参数</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>This file is for pictures of %1 × %2, these have %3 × %4: it may be of another camera.</source>
        <translation>该文件适用于 %1 × %2 的图像，而当前图像为 %3 × %4：可能属于另一台相机。</translation>
    </message>
    <message>
        <source>Scaled from pictures of %1 × %2.</source>
        <translation>由 %1 × %2 的图像换算而来。</translation>
    </message>
    <message>
        <source>Pictures can be straightened only with distortion coefficients.</source>
        <translation>只有提供畸变系数才能校正图像。</translation>
    </message>
    <message>
        <source>Calibration File</source>
        <translation>标定文件</translation>
    </message>
    <message>
        <source>Calibrations (*.json *.yaml *.yml)</source>
        <translation>标定文件 (*.json *.yaml *.yml)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>A number is missing.</source>
        <translation>缺少数值。</translation>
    </message>
    <message>
        <source>“%1” is no number. Write it with a decimal point.</source>
        <translation>“%1”不是数字。请使用小数点书写。</translation>
    </message>
    <message>
        <source>A focal length must be larger than 0.</source>
        <translation>焦距必须大于 0。</translation>
    </message>
    <message>
        <source>A focal length of %1 pixels is impossible. Is it in pixels?</source>
        <translation>%1 像素的焦距不合理。单位是像素吗？</translation>
    </message>
    <message>
        <source>%1 is far outside of the picture, which goes from 0 to %2.</source>
        <translation>%1 远在图像之外，图像范围为 0 到 %2。</translation>
    </message>
    <message>
        <source>Distortion has 4, 5 or 8 coefficients (k1 k2 p1 p2 k3 k4 k5 k6), not %1.</source>
        <translation>畸变应有 4、5 或 8 个系数（k1 k2 p1 p2 k3 k4 k5 k6），而不是 %1 个。</translation>
    </message>
    <message>
        <source>&amp;Camera</source>
        <translation>相机(&amp;C)</translation>
    </message>
    <message>
        <source>From &amp;File…</source>
        <translation>来自文件(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Straighten the Pictures</source>
        <translation>校正图像畸变(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation>应用(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>重置(&amp;R)</translation>
    </message>
</context>
<context>
    <name>kerb::ClassLegend</name>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Show classes over the picture</source>
        <translation>在图像上显示类别</translation>
    </message>
    <message>
        <source>Contours</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>Opacity of the classes</source>
        <translation>类别的不透明度</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>No classes here. They come from the source's labels, or from a method that predicts them.</source>
        <translation>此处没有类别。类别来自数据源的标签，或来自能预测类别的方法。</translation>
    </message>
    <message>
        <source>unlabelled</source>
        <translation>未标注</translation>
    </message>
    <message>
        <source>&amp;Over the Picture</source>
        <translation>在图像上显示(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Contours</source>
        <translation>轮廓(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;More Opaque</source>
        <translation>更不透明(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Less Opaque</source>
        <translation>更透明(&amp;L)</translation>
    </message>
    <message>
        <source>Show &amp;All</source>
        <translation>全部显示(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Hide All</source>
        <translation>全部隐藏(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Reset All Colours</source>
        <translation>重置所有颜色(&amp;R)</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Ground Truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Whose classes are shown</source>
        <translation>所显示类别的来源</translation>
    </message>
    <message>
        <source>No classes are predicted: choose a method that gives some in the panel Method, and switch live depth on.</source>
        <translation>没有预测类别：请在“方法”面板中选择能预测类别的方法，并打开实时深度。</translation>
    </message>
    <message>
        <source>The source has no labels of its own.</source>
        <translation>数据源没有自己的标签。</translation>
    </message>
    <message>
        <source>La&amp;bels</source>
        <translation>标签(&amp;B)</translation>
    </message>
</context>
<context>
    <name>kerb::CloudCanvas</name>
    <message>
        <source>Point cloud</source>
        <translation>点云</translation>
    </message>
    <message>
        <source>Drag turns, Shift+drag shifts, wheel zooms</source>
        <translation>拖动旋转，Shift+拖动平移，滚轮缩放</translation>
    </message>
</context>
<context>
    <name>kerb::CloudControls</name>
    <message>
        <source>Prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Ground Truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>Whose depth the points have</source>
        <translation>点所用深度的来源</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>Colours of the points</source>
        <translation>点的颜色</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Size of the points</source>
        <translation>点的大小</translation>
    </message>
    <message>
        <source>All distances</source>
        <translation>所有距离</translation>
    </message>
    <message>
        <source>up to </source>
        <translation>最远 </translation>
    </message>
    <message>
        <source>Points farther away are left out</source>
        <translation>更远的点将被省略</translation>
    </message>
    <message>
        <source>Largest distance of the points</source>
        <translation>点的最大距离</translation>
    </message>
    <message>
        <source>View of the point cloud</source>
        <translation>点云视图</translation>
    </message>
    <message>
        <source>From the &amp;Camera</source>
        <translation>从相机看(&amp;C)</translation>
    </message>
    <message>
        <source>Look from where the picture was taken</source>
        <translation>从拍摄位置观察</translation>
    </message>
    <message>
        <source>From &amp;Behind</source>
        <translation>从后方看(&amp;B)</translation>
    </message>
    <message>
        <source>Look over the camera&apos;s shoulder</source>
        <translation>越过相机向前观察</translation>
    </message>
    <message>
        <source>From the &amp;Side</source>
        <translation>从侧面看(&amp;S)</translation>
    </message>
    <message>
        <source>Look from the right</source>
        <translation>从右侧观察</translation>
    </message>
    <message>
        <source>From &amp;Above</source>
        <translation>从上方看(&amp;A)</translation>
    </message>
    <message>
        <source>Look straight down</source>
        <translation>垂直向下观察</translation>
    </message>
    <message>
        <source>Sa&amp;ve This View</source>
        <translation>保存当前视角(&amp;V)</translation>
    </message>
    <message>
        <source>Remember from where the points are looked at</source>
        <translation>记住观察点云的位置</translation>
    </message>
    <message>
        <source>Go to the saved view</source>
        <translation>转到已保存的视角</translation>
    </message>
    <message>
        <source>&amp;Reset View</source>
        <translation>重置视角(&amp;R)</translation>
    </message>
    <message>
        <source>Go back to the view of the start</source>
        <translation>回到初始视角</translation>
    </message>
    <message>
        <source>Show the Ca&amp;mera</source>
        <translation>显示相机(&amp;M)</translation>
    </message>
    <message>
        <source>Show where the camera is, with its picture</source>
        <translation>显示相机位置及其图像</translation>
    </message>
    <message>
        <source>E&amp;xport Points…</source>
        <translation>导出点(&amp;X)…</translation>
    </message>
    <message>
        <source>Write the points that are shown as PLY or PCD</source>
        <translation>将显示的点写为 PLY 或 PCD</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>点</translation>
    </message>
    <message>
        <source>Remove &amp;Edges</source>
        <translation>去除边缘点(&amp;E)</translation>
    </message>
    <message>
        <source>Leave out the points that hang between an object and what is behind it</source>
        <translation>省略悬在物体与其背景之间的点</translation>
    </message>
    <message>
        <source>Collect &amp;Frames</source>
        <translation>累积多帧(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Without Moving Things</source>
        <translation>排除运动物体(&amp;W)</translation>
    </message>
    <message>
        <source>Of earlier frames people and vehicles are left out</source>
        <translation>省略先前各帧中的行人和车辆</translation>
    </message>
    <message>
        <source> m</source>
        <translation> m</translation>
    </message>
    <message>
        <source>Keep the points of earlier frames: up to 10 million, the oldest leave</source>
        <translation>保留先前各帧的点：最多 1000 万个，最早的先移除</translation>
    </message>
    <message>
        <source>Collecting frames needs a source with known poses, and depth in metres</source>
        <translation>累积多帧需要已知位姿的数据源和以米为单位的深度</translation>
    </message>
    <message>
        <source>Save&amp;d View</source>
        <translation>已保存的视角(&amp;D)</translation>
    </message>
    <message>
        <source>Fit All Poi&amp;nts</source>
        <translation>显示全部点(&amp;N)</translation>
    </message>
    <message>
        <source>Go back or nearer until the points are seen, but for the few far outside</source>
        <translation>调整距离以看到全部点，少数远离的点除外</translation>
    </message>
    <message>
        <source>De&amp;pth of the Points</source>
        <translation>点的深度来源(&amp;P)</translation>
    </message>
    <message>
        <source>Colo&amp;urs of the Points</source>
        <translation>点的颜色(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Larger Points</source>
        <translation>增大点(&amp;L)</translation>
    </message>
    <message>
        <source>Smaller Poin&amp;ts</source>
        <translation>减小点(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Greater Distance</source>
        <translation>增大距离(&amp;G)</translation>
    </message>
    <message>
        <source>Smaller D&amp;istance</source>
        <translation>减小距离(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Zoom In on the Points</source>
        <translation>放大点云(&amp;Z)</translation>
    </message>
    <message>
        <source>Go nearer, as the wheel does</source>
        <translation>靠近，与滚轮相同</translation>
    </message>
    <message>
        <source>Zoom &amp;Out from the Points</source>
        <translation>缩小点云(&amp;O)</translation>
    </message>
    <message>
        <source>Go farther away, as the wheel does</source>
        <translation>远离，与滚轮相同</translation>
    </message>
    <message>
        <source>&amp;Left</source>
        <translation>向左(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Right</source>
        <translation>向右(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>向上(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Down</source>
        <translation>向下(&amp;D)</translation>
    </message>
    <message>
        <source>Turn the Points</source>
        <translation>旋转点云</translation>
    </message>
    <message>
        <source>S&amp;hift the Points</source>
        <translation>平移点云(&amp;H)</translation>
    </message>
</context>
<context>
    <name>kerb::CloudPanel</name>
    <message>
        <source>Export Points</source>
        <translation>导出点</translation>
    </message>
    <message>
        <source>PLY (*.ply)</source>
        <translation>PLY (*.ply)</translation>
    </message>
    <message>
        <source>PCD (*.pcd)</source>
        <translation>PCD (*.pcd)</translation>
    </message>
    <message>
        <source>m</source>
        <translation>m</translation>
    </message>
    <message>
        <source>relative</source>
        <translation>相对</translation>
    </message>
    <message>
        <source>No OpenGL</source>
        <translation>没有 OpenGL</translation>
    </message>
    <message>
        <source>The point cloud needs OpenGL on an X display: %1. Everything else works, and kerb inspect writes point clouds without it.</source>
        <translation>点云需要 X 显示上的 OpenGL：%1。其他功能均可使用，kerb inspect 无需 OpenGL 也能写出点云。</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>OpenGL gets ready.</source>
        <translation>正在准备 OpenGL。</translation>
    </message>
    <message>
        <source>No points yet</source>
        <translation>尚无点</translation>
    </message>
    <message>
        <source>They will be here in a moment.</source>
        <translation>即将显示。</translation>
    </message>
    <message>
        <source>They come with the depth: choose a method in the panel Method, and switch live depth on.</source>
        <translation>点来自深度：请在“方法”面板中选择方法并打开实时深度。</translation>
    </message>
    <message>
        <source>this frame has no depth</source>
        <translation>该帧没有深度</translation>
    </message>
    <message>
        <source>Not every frame of this source has depth.</source>
        <translation>该数据源并非每一帧都有深度。</translation>
    </message>
    <message>
        <source>No points in this frame</source>
        <translation>此帧没有点</translation>
    </message>
    <message>
        <source>The method gives it no depth: choose another one in the panel Method.</source>
        <translation>当前方法不为此帧提供深度：请在“方法”面板中选择其他方法。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s)</source>
        <translation>
            <numerusform>%Ln 个点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln point(s)</source>
        <translation>
            <numerusform>%1 / %Ln 个点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s) collected</source>
        <translation>
            <numerusform>已累积 %Ln 帧</numerusform>
        </translation>
    </message>
    <message>
        <source>relative: right up to one factor</source>
        <translation>相对：差一个比例因子</translation>
    </message>
    <message>
        <source>no ground truth in this frame: prediction</source>
        <translation>此帧没有真值：显示预测</translation>
    </message>
    <message>
        <source>no predicted depth in this frame: ground truth</source>
        <translation>此帧没有预测深度：显示真值</translation>
    </message>
    <message>
        <source>no predicted classes: ground truth</source>
        <translation>没有预测的类别：真值</translation>
    </message>
    <message>
        <source>no classes in this frame: picture colours</source>
        <translation>此帧没有类别：使用图像颜色</translation>
    </message>
    <message>
        <source>no known error in this frame: picture colours</source>
        <translation>此帧没有已知误差：使用图像颜色</translation>
    </message>
    <message>
        <source>the camera is a guess</source>
        <translation>相机参数为猜测值</translation>
    </message>
</context>
<context>
    <name>kerb::ColourBar</name>
    <message>
        <source>Colour bar</source>
        <translation>颜色条</translation>
    </message>
    <message>
        <source>relative</source>
        <translation>相对</translation>
    </message>
</context>
<context>
    <name>kerb::DepthView</name>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Turbo</source>
        <translation>Turbo</translation>
    </message>
    <message>
        <source>Magma</source>
        <translation>Magma</translation>
    </message>
    <message>
        <source>Viridis</source>
        <translation>Viridis</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Inverse</source>
        <translation>倒数</translation>
    </message>
    <message>
        <source>Logarithmic</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>How depth becomes colour: inverse gives near things most of the colours</source>
        <translation>深度到颜色的映射：倒数会把大部分颜色分给近处</translation>
    </message>
    <message>
        <source>Range follows</source>
        <translation>范围自动</translation>
    </message>
    <message>
        <source>Range locked</source>
        <translation>范围锁定</translation>
    </message>
    <message>
        <source>Range by hand</source>
        <translation>范围手动</translation>
    </message>
    <message>
        <source>Follows: 5th to 95th percentile of the depth, smoothed over time</source>
        <translation>自动：深度的第 5 至第 95 百分位，随时间平滑</translation>
    </message>
    <message>
        <source>Depth of the near end of the colours</source>
        <translation>颜色近端的深度</translation>
    </message>
    <message>
        <source>Depth of the far end of the colours</source>
        <translation>颜色远端的深度</translation>
    </message>
    <message>
        <source>No depth in this frame</source>
        <translation>此帧没有深度</translation>
    </message>
    <message>
        <source>The method gives none for it.</source>
        <translation>该方法未给出深度。</translation>
    </message>
    <message>
        <source>no pixel of this frame has depth</source>
        <translation>此帧没有任何像素有深度</translation>
    </message>
    <message>
        <source>relative: right up to one factor</source>
        <translation>相对：差一个比例因子</translation>
    </message>
    <message>
        <source>m</source>
        <translation>m</translation>
    </message>
    <message>
        <source>relative</source>
        <translation>相对</translation>
    </message>
    <message>
        <source>no depth</source>
        <translation>无深度</translation>
    </message>
    <message>
        <source>%1 relative</source>
        <translation>%1（相对）</translation>
    </message>
    <message>
        <source>%1 m</source>
        <translation>%1 m</translation>
    </message>
    <message>
        <source>disparity %1 %2</source>
        <translation>视差 %1 %2</translation>
    </message>
    <message>
        <source>%1 · the camera is a guess</source>
        <translation>%1 · 相机参数为猜测值</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>颜色(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Scaling</source>
        <translation>缩放方式(&amp;S)</translation>
    </message>
    <message>
        <source>Ra&amp;nge of the Colours</source>
        <translation>颜色范围(&amp;N)</translation>
    </message>
</context>
<context>
    <name>kerb::ExportDialog</name>
    <message>
        <source>&amp;Depth, 16-bit PNG</source>
        <translation>深度，16 位 PNG(&amp;D)</translation>
    </message>
    <message>
        <source>Depth, &amp;NumPy</source>
        <translation>深度，NumPy(&amp;N)</translation>
    </message>
    <message>
        <source>D&amp;isparity, NumPy</source>
        <translation>视差，NumPy(&amp;I)</translation>
    </message>
    <message>
        <source>Depth in &amp;colours</source>
        <translation>彩色深度(&amp;C)</translation>
    </message>
    <message>
        <source>C&amp;lasses, PNG</source>
        <translation>类别，PNG(&amp;L)</translation>
    </message>
    <message>
        <source>Classes over the &amp;picture</source>
        <translation>叠加类别的图像(&amp;P)</translation>
    </message>
    <message>
        <source>P&amp;oint clouds, PLY</source>
        <translation>点云，PLY(&amp;O)</translation>
    </message>
    <message>
        <source>Points of all frames, PL&amp;Y</source>
        <translation>所有帧的点，PLY(&amp;Y)</translation>
    </message>
    <message>
        <source>&amp;Video, MP4</source>
        <translation>视频，MP4(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Trajectory</source>
        <translation>轨迹(&amp;T)</translation>
    </message>
    <message>
        <source>Metres times 256, as KITTI&apos;s; 0 where there is none</source>
        <translation>米乘以 256，与 KITTI 相同；无深度处为 0</translation>
    </message>
    <message>
        <source>32-bit numbers, without a limit of distance</source>
        <translation>32 位数值，不限距离</translation>
    </message>
    <message>
        <source>At the method&apos;s own size</source>
        <translation>采用方法自身的尺寸</translation>
    </message>
    <message>
        <source>In the colours of the panel Depth</source>
        <translation>采用“深度”面板的颜色</translation>
    </message>
    <message>
        <source>Class numbers as grey, 255 where there is no class</source>
        <translation>以灰度表示类别编号，无类别处为 255</translation>
    </message>
    <message>
        <source>Where there are no classes: measured depth as points</source>
        <translation>没有类别时：以点显示测得的深度</translation>
    </message>
    <message>
        <source>One every 10 frames, with colours and classes; edges as in the panel Point Cloud, up to its distance or 80 m</source>
        <translation>每 10 帧一个，带颜色和类别；边缘处理与“点云”面板相同，距离以其上限或 80 m 为限</translation>
    </message>
    <message>
        <source>In one cloud, where the poses of the camera are known</source>
        <translation>合成一个点云，前提是相机位姿已知</translation>
    </message>
    <message>
        <source>The picture above its depth; brings both kinds of coloured pictures along</source>
        <translation>图像在上，深度在下；同时写出两种彩色图像</translation>
    </message>
    <message>
        <source>Poses of the source and of the method, as KITTI and TUM</source>
        <translation>数据源和方法的位姿，KITTI 与 TUM 格式</translation>
    </message>
    <message>
        <source>Export of %1</source>
        <translation>导出 %1</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>写入内容</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Depth by</source>
        <translation>深度方法</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>导出(&amp;E)</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>C&amp;hoose…</source>
        <translation>选择(&amp;H)…</translation>
    </message>
    <message>
        <source>&amp;All %1</source>
        <translation>全部 %1(&amp;A)</translation>
    </message>
    <message>
        <source>Only what is played: %1 to %2</source>
        <translation>仅播放范围：%1 至 %2</translation>
    </message>
    <message>
        <source>Only what is played</source>
        <translation>仅播放范围</translation>
    </message>
    <message>
        <source>The range that the keys I and O set</source>
        <translation>由 I 键和 O 键设定的范围</translation>
    </message>
    <message>
        <source>Folder to Write To</source>
        <translation>目标文件夹</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>请选择文件夹。</translation>
    </message>
    <message>
        <source>Choose at least one thing to write.</source>
        <translation>请至少选择一项要写入的内容。</translation>
    </message>
    <message>
        <source>An export that was stopped goes on in the same folder.</source>
        <translation>中止的导出会在同一文件夹中继续。</translation>
    </message>
</context>
<context>
    <name>kerb::JobRow</name>
    <message>
        <source>Stop this job</source>
        <translation>停止此任务</translation>
    </message>
    <message>
        <source>Remove from the list; files stay</source>
        <translation>从列表中移除；文件保留</translation>
    </message>
    <message>
        <source>Open Folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Progress of %1</source>
        <translation>%1 的进度</translation>
    </message>
    <message>
        <source>Go On</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Writes only what is not there yet</source>
        <translation>只写入尚不存在的内容</translation>
    </message>
</context>
<context>
    <name>kerb::JobsPanel</name>
    <message>
        <source>&amp;Stop the Job</source>
        <translation>停止任务(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Go On or Try Again</source>
        <translation>继续或重试(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Open the Folder of the Last Job</source>
        <translation>打开上一个任务的文件夹(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Remove What Has Ended; Files Stay</source>
        <translation>移除已结束的任务（保留文件）(&amp;R)</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>正在处理…</translation>
    </message>
    <message>
        <source>video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 a second</source>
        <translation>每秒 %1</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>Waits for the jobs before it.</source>
        <translation>等待前面的任务。</translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation>失败：%1</translation>
    </message>
    <message>
        <source>Stopped. What is written stays, and it can go on from there.</source>
        <translation>已停止。已写入的内容会保留，可从此处继续。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>No jobs. File &gt; Export… writes depth, classes, point clouds and a video of what is open; how far that is, is shown here.</source>
        <translation>没有任务。“文件 &gt; 导出…”会写出当前数据源的深度、类别、点云和视频；进度显示在这里。</translation>
    </message>
</context>
<context>
    <name>kerb::MainWindow</name>
    <message>
        <source>Player</source>
        <translation>播放器</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>数据源</translation>
    </message>
    <message>
        <source>Point Cloud</source>
        <translation>点云</translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation>任务(&amp;J)</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message numerus="yes">
        <source>Opening %1: %Ln file(s)</source>
        <translation>
            <numerusform>正在打开 %1：%Ln 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
    <message>
        <source>Could not open</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>%1 – Kerb</source>
        <translation>%1 – Kerb</translation>
    </message>
    <message>
        <source>Kerb</source>
        <translation>Kerb</translation>
    </message>
    <message>
        <source>Open Folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>No program shows folders here. The files are in %1.</source>
        <translation>此系统没有可显示文件夹的程序。文件位于 %1。</translation>
    </message>
    <message>
        <source>Frame %1</source>
        <translation>第 %1 帧</translation>
    </message>
    <message numerus="yes">
        <source>%1 ends early: %Ln frame(s) can be read.</source>
        <translation>
            <numerusform>%1 提前结束：可读取 %Ln 帧。</numerusform>
        </translation>
    </message>
    <message>
        <source>Depth of frame %1</source>
        <translation>第 %1 帧的深度</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>正在加载</translation>
    </message>
    <message>
        <source>The method gets ready.</source>
        <translation>正在准备方法。</translation>
    </message>
    <message>
        <source>No depth</source>
        <translation>没有深度</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>正在计算</translation>
    </message>
    <message>
        <source>The first depth will be here in a moment.</source>
        <translation>首个深度结果即将显示。</translation>
    </message>
    <message>
        <source>Live depth is off</source>
        <translation>实时深度已关闭</translation>
    </message>
    <message>
        <source>One camera without depth of its own needs a trained model. Choose one in the panel Method, then switch live depth on.</source>
        <translation>没有自带深度的单目相机需要训练好的模型。请在“方法”面板中选择模型，然后打开实时深度。</translation>
    </message>
    <message>
        <source>Switch it on in the panel Method.</source>
        <translation>请在“方法”面板中打开。</translation>
    </message>
    <message>
        <source>%1 of %2 fps</source>
        <translation>%1 / %2 fps</translation>
    </message>
    <message>
        <source>left out: %1</source>
        <translation>跳过：%1</translation>
    </message>
    <message>
        <source>%1 ms · left out: %2</source>
        <translation>%1 ms · 跳过：%2</translation>
    </message>
    <message>
        <source>depth of frame %1</source>
        <translation>第 %1 帧的深度</translation>
    </message>
    <message>
        <source>Open Again</source>
        <translation>重新打开</translation>
    </message>
    <message>
        <source>Open &amp;File…</source>
        <translation>打开文件(&amp;F)…</translation>
    </message>
    <message>
        <source>Open F&amp;older or Data Set…</source>
        <translation>打开文件夹或数据集(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Synthetic Drive</source>
        <translation>合成驾驶场景(&amp;S)</translation>
    </message>
    <message>
        <source>A street that Kerb renders itself, with exact depth and classes</source>
        <translation>由 Kerb 自行渲染的街道，带有精确的深度和类别</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Depth, classes, point clouds and a video of what is open, as files</source>
        <translation>将当前数据源的深度、类别、点云和视频写入文件</translation>
    </message>
    <message>
        <source>&amp;Measurements over the Pictures</source>
        <translation>在图像上显示测量值(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>播放(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Kerb</source>
        <translation>关于 Kerb(&amp;A)</translation>
    </message>
    <message>
        <source>About &amp;Qt</source>
        <translation>关于 Qt(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>适合窗口(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Actual Pixels</source>
        <translation>实际像素(&amp;A)</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>F&amp;ull Screen</source>
        <translation>全屏(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>As the &amp;System</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>语言(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Depth</source>
        <translation>深度(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Live Depth</source>
        <translation>实时深度(&amp;L)</translation>
    </message>
    <message>
        <source>Lock the &amp;Range of the Colours</source>
        <translation>锁定颜色范围(&amp;R)</translation>
    </message>
    <message>
        <source>Point &amp;Cloud</source>
        <translation>点云(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Forget These</source>
        <translation>清除记录(&amp;F)</translation>
    </message>
    <message>
        <source>Open a Video or an Image</source>
        <translation>打开视频或图像</translation>
    </message>
    <message>
        <source>Open a Folder of Images or a Data Set</source>
        <translation>打开图像文件夹或数据集</translation>
    </message>
    <message>
        <source>Keyboard Shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>About Kerb</source>
        <translation>关于 Kerb</translation>
    </message>
    <message>
        <source>Kerb %1</source>
        <translation>Kerb %1</translation>
    </message>
    <message>
        <source>Depth and semantics of driving video.

Free software under the GNU General Public License, version 3 or later, without any warranty.</source>
        <translation>驾驶视频的深度与语义。

自由软件，依照 GNU 通用公共许可证第 3 版或更高版本发布，不提供任何担保。</translation>
    </message>
    <message>
        <source>window: 99 % within %1 ms, longest %2 ms</source>
        <translation>窗口：99 % 在 %1 ms 内，最长 %2 ms</translation>
    </message>
    <message>
        <source>&amp;Latency of the Window</source>
        <translation>窗口延迟(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Change Shortcuts…</source>
        <translation>更改快捷键(&amp;C)…</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>操作及其按键</translation>
    </message>
    <message>
        <source>C&amp;hange…</source>
        <translation>更改(&amp;H)…</translation>
    </message>
    <message>
        <source>The camera that was set for this source</source>
        <translation>为此数据源设定的相机</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>A&amp;verage over a Region</source>
        <translation>区域平均(&amp;V)</translation>
    </message>
    <message>
        <source>Draw a rectangle over a picture: depth and classes in it. Shift and drag does the same; a click or Esc removes it.</source>
        <translation>在图像上画一个矩形：显示其中的深度和类别。按住 Shift 拖动效果相同；单击或按 Esc 移除。</translation>
    </message>
    <message>
        <source>&amp;Workspace</source>
        <translation>工作区(&amp;W)</translation>
    </message>
    <message>
        <source>The workspace “%1” was deleted.</source>
        <translation>已删除工作区“%1”。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>The method of this source</source>
        <translation>此来源的方法</translation>
    </message>
    <message>
        <source>The model that was used last</source>
        <translation>上次使用的模型</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more file(s) were dropped than are opened at once. A folder of images can be dropped as a whole.</source>
        <translation>
            <numerusform>拖入的文件比一次能打开的多 %Ln 个。图像文件夹可以整个拖入。</numerusform>
        </translation>
    </message>
    <message>
        <source>What Kerb remembers cannot be written to %1: %2. Unless that changes, it is lost when the window is closed: make the folder writable, or free some space.</source>
        <translation>Kerb 需要记住的内容无法写入 %1：%2。如果情况不变，关闭窗口后这些内容将丢失：请让该文件夹可写，或释放一些空间。</translation>
    </message>
    <message>
        <source>Kerb could not be started once more. Not opened: %1. It may lack memory: close something, then open it again.</source>
        <translation>无法再启动一个 Kerb。未打开：%1。可能是内存不足：请先关闭一些程序，然后重新打开。</translation>
    </message>
    <message>
        <source>Kerb was not closed properly last time.</source>
        <translation>Kerb 上次未正常关闭。</translation>
    </message>
    <message>
        <source>%1 was open at frame %2.</source>
        <translation>当时打开的是 %1，位于第 %2 帧。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more source(s) were open in other windows.</source>
        <translation>
            <numerusform>其他窗口中还打开了 %Ln 个数据源。</numerusform>
        </translation>
    </message>
    <message>
        <source>What is known of the crash is in %1.</source>
        <translation>有关崩溃的已知信息在 %1 中。</translation>
    </message>
    <message>
        <source>Cl&amp;asses</source>
        <translation>类别(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Source</source>
        <translation>数据源(&amp;S)</translation>
    </message>
    <message>
        <source>Reset &amp;All Settings…</source>
        <translation>重置所有设置(&amp;A)…</translation>
    </message>
    <message>
        <source>Reset All Settings</source>
        <translation>重置所有设置</translation>
    </message>
    <message>
        <source>Reset all that was set?</source>
        <translation>要重置所有设置吗？</translation>
    </message>
    <message>
        <source>Window, panels, theme, colours, points, keys, and what was set for each source go back to how they came. What was opened before, saved workspaces, models and the language stay.</source>
        <translation>窗口、面板、主题、颜色、点云、快捷键以及各数据源的设置都将恢复为初始状态。打开过的内容、已保存的工作区、模型和语言保持不变。</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>重置(&amp;R)</translation>
    </message>
</context>
<context>
    <name>kerb::MessageBar</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Dismiss the message</source>
        <translation>关闭消息</translation>
    </message>
</context>
<context>
    <name>kerb::MethodPanel</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Live depth</source>
        <translation>实时深度</translation>
    </message>
    <message>
        <source>Computes the depth of the frame that is shown, always of the newest</source>
        <translation>计算当前显示帧的深度，始终取最新一帧</translation>
    </message>
    <message>
        <source>none chosen</source>
        <translation>未选择</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>GPU (CUDA)</source>
        <translation>GPU (CUDA)</translation>
    </message>
    <message>
        <source>32-bit</source>
        <translation>32 位</translation>
    </message>
    <message>
        <source>bfloat16: faster, coarser</source>
        <translation>bfloat16：更快，较粗略</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Choose a Model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Models (*.safetensors)</source>
        <translation>模型 (*.safetensors)</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Runs on %1, %2.</source>
        <translation>运行于 %1，%2。</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>方法(&amp;M)</translation>
    </message>
    <message>
        <source>Choose a M&amp;odel…</source>
        <translation>选择模型(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>设备(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Precision</source>
        <translation>精度(&amp;P)</translation>
    </message>
    <message>
        <source>Try &amp;Again</source>
        <translation>重试(&amp;A)</translation>
    </message>
</context>
<context>
    <name>kerb::Playback</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
</context>
<context>
    <name>kerb::PlayerActions</name>
    <message>
        <source>Play or Pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Play Forwards, Faster</source>
        <translation>正向播放，加速</translation>
    </message>
    <message>
        <source>Play Backwards, Faster</source>
        <translation>反向播放，加速</translation>
    </message>
    <message>
        <source>Next Frame</source>
        <translation>下一帧</translation>
    </message>
    <message>
        <source>Previous Frame</source>
        <translation>上一帧</translation>
    </message>
    <message>
        <source>10 Frames Forward</source>
        <translation>前进 10 帧</translation>
    </message>
    <message>
        <source>10 Frames Back</source>
        <translation>后退 10 帧</translation>
    </message>
    <message>
        <source>100 Frames Forward</source>
        <translation>前进 100 帧</translation>
    </message>
    <message>
        <source>100 Frames Back</source>
        <translation>后退 100 帧</translation>
    </message>
    <message>
        <source>First Frame</source>
        <translation>第一帧</translation>
    </message>
    <message>
        <source>Last Frame</source>
        <translation>最后一帧</translation>
    </message>
    <message>
        <source>Play from Here On</source>
        <translation>从此处开始播放</translation>
    </message>
    <message>
        <source>Play up to Here</source>
        <translation>播放到此处</translation>
    </message>
    <message>
        <source>Play Everything</source>
        <translation>播放全部</translation>
    </message>
</context>
<context>
    <name>kerb::PlayerBar</name>
    <message>
        <source>Once</source>
        <translation>单次</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>循环</translation>
    </message>
    <message>
        <source>Back and Forth</source>
        <translation>往返</translation>
    </message>
    <message>
        <source>At the end</source>
        <translation>播放结束时</translation>
    </message>
    <message>
        <source>What happens at the end of the range</source>
        <translation>到达范围末尾时的行为</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Frame number, counted from 0</source>
        <translation>帧号，从 0 开始</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>/ %1</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Position and length; click to choose the unit</source>
        <translation>位置和长度；单击可选择单位</translation>
    </message>
    <message>
        <source>Minutes and Seconds</source>
        <translation>分和秒</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Time Code</source>
        <translation>时间码</translation>
    </message>
    <message>
        <source>&amp;Unit of Time</source>
        <translation>时间单位(&amp;U)</translation>
    </message>
    <message>
        <source>At the &amp;End</source>
        <translation>播放结束时(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Speed</source>
        <translation>速度(&amp;S)</translation>
    </message>
</context>
<context>
    <name>kerb::RegionMeter</name>
    <message>
        <source>unlabelled</source>
        <translation>未标注</translation>
    </message>
    <message>
        <source>%1 m</source>
        <translation>%1 m</translation>
    </message>
    <message>
        <source>%1 × %2 pixels · relative depth</source>
        <translation>%1 × %2 像素 · 相对深度</translation>
    </message>
    <message>
        <source>%1 × %2 pixels</source>
        <translation>%1 × %2 像素</translation>
    </message>
    <message>
        <source>no depth</source>
        <translation>无深度</translation>
    </message>
    <message>
        <source>mean %1 · median %2</source>
        <translation>均值 %1 · 中位数 %2</translation>
    </message>
    <message>
        <source>standard deviation %1</source>
        <translation>标准差 %1</translation>
    </message>
    <message>
        <source>5 % to 95 %: %1 to %2</source>
        <translation>5 % 至 95 %：%1 至 %2</translation>
    </message>
    <message>
        <source>depth in %1 % of the pixels</source>
        <translation>%1 % 的像素有深度</translation>
    </message>
    <message>
        <source>%1: %2 %</source>
        <translation>%1：%2 %</translation>
    </message>
    <message>
        <source>other classes: %1 %</source>
        <translation>其他类别：%1 %</translation>
    </message>
</context>
<context>
    <name>kerb::ScaleEditor</name>
    <message>
        <source>Scale</source>
        <translation>尺度</translation>
    </message>
    <message>
        <source>As the method gives it</source>
        <translation>采用方法给出的尺度</translation>
    </message>
    <message>
        <source>Times a factor</source>
        <translation>乘以系数</translation>
    </message>
    <message>
        <source>By the camera&apos;s height</source>
        <translation>按相机高度</translation>
    </message>
    <message>
        <source>By the ground truth</source>
        <translation>按真值</translation>
    </message>
    <message>
        <source>Metres where the method knows them, else right up to one factor</source>
        <translation>方法已知时以米为单位，否则差一个比例因子</translation>
    </message>
    <message>
        <source>The same factor for every frame</source>
        <translation>每帧使用相同的系数</translation>
    </message>
    <message>
        <source>The road is found in every frame, and depth scaled so that the camera is that high above it</source>
        <translation>在每帧中寻找路面，并缩放深度使相机位于该高度</translation>
    </message>
    <message>
        <source>In every frame the medians of depth and ground truth agree; needs a source that has depth</source>
        <translation>使每帧深度与真值的中位数一致；需要带深度的数据源</translation>
    </message>
    <message>
        <source>How depth becomes metres; what is measured by the source itself is left as it is</source>
        <translation>如何将深度换算为米；数据源自身的测量值保持不变</translation>
    </message>
    <message>
        <source>Scale of depth</source>
        <translation>深度尺度</translation>
    </message>
    <message>
        <source> m</source>
        <translation> m</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>系数</translation>
    </message>
    <message>
        <source>Of the camera above the road, in metres</source>
        <translation>相机距路面的高度，单位为米</translation>
    </message>
    <message>
        <source>Depth is multiplied by it</source>
        <translation>深度乘以该值</translation>
    </message>
    <message>
        <source>&amp;Scale</source>
        <translation>尺度(&amp;S)</translation>
    </message>
</context>
<context>
    <name>kerb::SemanticView</name>
    <message>
        <source>Camera picture</source>
        <translation>相机图像</translation>
    </message>
    <message>
        <source>unlabelled</source>
        <translation>未标注</translation>
    </message>
    <message>
        <source>picture of frame %1</source>
        <translation>第 %1 帧的画面</translation>
    </message>
    <message>
        <source>no labels for this frame</source>
        <translation>此帧没有标注</translation>
    </message>
    <message>
        <source>classes of frame %1</source>
        <translation>第 %1 帧的类别</translation>
    </message>
    <message>
        <source>classes come more than a second late: pause to see them</source>
        <translation>类别晚了一秒以上：暂停即可查看</translation>
    </message>
    <message>
        <source>no predicted classes: ground truth</source>
        <translation>没有预测的类别：真值</translation>
    </message>
</context>
<context>
    <name>kerb::ShortcutEditor</name>
    <message>
        <source>Change Keyboard Shortcuts</source>
        <translation>更改键盘快捷键</translation>
    </message>
    <message>
        <source>Search actions or keys</source>
        <translation>搜索操作或按键</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>操作及其按键</translation>
    </message>
    <message>
        <source>No action or key is called like this.</source>
        <translation>没有匹配的操作或按键。</translation>
    </message>
    <message>
        <source>&amp;Keys:</source>
        <translation>按键(&amp;K)：</translation>
    </message>
    <message>
        <source>&amp;Or:</source>
        <translation>或(&amp;O)：</translation>
    </message>
    <message>
        <source>Press the new keys</source>
        <translation>请按下新的按键</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Take these keys away from the action</source>
        <translation>移除该操作的这组按键</translation>
    </message>
    <message>
        <source>Second keys</source>
        <translation>第二组按键</translation>
    </message>
    <message>
        <source>Clear the keys</source>
        <translation>清除按键</translation>
    </message>
    <message>
        <source>Clear the second keys</source>
        <translation>清除第二组按键</translation>
    </message>
    <message>
        <source>&amp;Reassign</source>
        <translation>重新分配(&amp;R)</translation>
    </message>
    <message>
        <source>Take the keys from the other action</source>
        <translation>从另一操作取走按键</translation>
    </message>
    <message>
        <source>&amp;Leave It There</source>
        <translation>保持不变(&amp;L)</translation>
    </message>
    <message>
        <source>Leave the keys with the other action</source>
        <translation>按键仍归另一操作</translation>
    </message>
    <message>
        <source>Reset &amp;This</source>
        <translation>重置此项(&amp;T)</translation>
    </message>
    <message>
        <source>Give this action the keys that it came with</source>
        <translation>恢复此操作原有的按键</translation>
    </message>
    <message>
        <source>Reset &amp;All</source>
        <translation>全部重置(&amp;A)</translation>
    </message>
    <message>
        <source>Give all actions the keys that they came with</source>
        <translation>恢复所有操作原有的按键</translation>
    </message>
    <message>
        <source>%1 belongs to “%2” in the menu %3.</source>
        <translation>%1 已属于菜单“%3”中的“%2”。</translation>
    </message>
</context>
<context>
    <name>kerb::Shortcuts</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>kerb::SourcePanel</name>
    <message numerus="yes">
        <source>%Ln frame(s)</source>
        <translation>
            <numerusform>%Ln 帧</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln frame(s)</source>
        <translation>
            <numerusform>约 %Ln 帧</numerusform>
        </translation>
    </message>
    <message>
        <source>stereo</source>
        <translation>双目</translation>
    </message>
    <message>
        <source>depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>flow</source>
        <translation>光流</translation>
    </message>
    <message>
        <source>poses</source>
        <translation>位姿</translation>
    </message>
    <message>
        <source>Nothing is open.</source>
        <translation>未打开任何内容。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Read as</source>
        <translation>读取方式</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>%1, %2 a second</source>
        <translation>%1，每秒 %2 帧</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Has</source>
        <translation>包含</translation>
    </message>
    <message>
        <source>images only</source>
        <translation>仅图像</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>%1. Distances and angles are a guess too</source>
        <translation>%1。距离和角度同样为猜测值</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>typed in</source>
        <translation>手动输入</translation>
    </message>
    <message>
        <source>from the file %1</source>
        <translation>来自文件 %1</translation>
    </message>
    <message>
        <source>Forget These Settings</source>
        <translation>忘记这些设置</translation>
    </message>
    <message>
        <source>Camera, scale, method, range of the colours and range of frames are remembered for each source. This goes back to what they are without that.</source>
        <translation>相机、尺度、方法、颜色范围和帧范围会按数据源记住。此操作恢复为未记住时的状态。</translation>
    </message>
    <message>
        <source>&amp;Forget These Settings</source>
        <translation>忘记这些设置(&amp;F)</translation>
    </message>
</context>
<context>
    <name>kerb::StartPage</name>
    <message>
        <source>Kerb</source>
        <translation>Kerb</translation>
    </message>
    <message>
        <source>Depth and semantics of driving video</source>
        <translation>驾驶视频的深度与语义</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Or drop a video, a folder of images or a data set anywhere in this window.</source>
        <translation>也可以将视频、图像文件夹或数据集拖放到此窗口的任意位置。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Recent sources</source>
        <translation>最近的数据源</translation>
    </message>
    <message>
        <source>What you open will be listed here.</source>
        <translation>打开过的内容会列在这里。</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近打开</translation>
    </message>
</context>
<context>
    <name>kerb::SwatchMenu</name>
    <message>
        <source>Click to change the colour. Exports keep the data set&apos;s colours.</source>
        <translation>单击可更改颜色。导出仍使用数据集的颜色。</translation>
    </message>
    <message>
        <source>Colour of %1</source>
        <translation>%1 的颜色</translation>
    </message>
    <message>
        <source>Change Colour…</source>
        <translation>更改颜色…</translation>
    </message>
    <message>
        <source>Reset Colour</source>
        <translation>重置颜色</translation>
    </message>
    <message>
        <source>Reset All Colours</source>
        <translation>重置所有颜色</translation>
    </message>
</context>
<context>
    <name>kerb::ThumbnailPopup</name>
    <message>
        <source>Frame %1 · %2</source>
        <translation>第 %1 帧 · %2</translation>
    </message>
</context>
<context>
    <name>kerb::Timeline</name>
    <message>
        <source>Position in the video</source>
        <translation>视频中的位置</translation>
    </message>
    <message>
        <source>Frame %1 of %2, %3</source>
        <translation>第 %1 帧 / %2，%3</translation>
    </message>
</context>
<context>
    <name>kerb::WorkspaceMenu</name>
    <message>
        <source>&amp;Save Layout As…</source>
        <translation>将布局另存为(&amp;S)…</translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation>重命名(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Reset Layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>Keep the panels as they are now under a name</source>
        <translation>以一个名称保存当前的面板布局</translation>
    </message>
    <message>
        <source>Delete the workspace that is shown</source>
        <translation>删除当前显示的工作区</translation>
    </message>
    <message>
        <source>Back to how the workspace came, or was saved</source>
        <translation>恢复为工作区自带或保存时的样子</translation>
    </message>
    <message>
        <source>Workspace %1</source>
        <translation>工作区 %1</translation>
    </message>
    <message>
        <source>“%1” comes with Kerb. Choose another name.</source>
        <translation>“%1”是 Kerb 自带的，请换一个名称。</translation>
    </message>
    <message>
        <source>There is a workspace “%1” already.</source>
        <translation>已有名为“%1”的工作区。</translation>
    </message>
    <message>
        <source>The workspace “%1” will be replaced.</source>
        <translation>工作区“%1”将被替换。</translation>
    </message>
    <message>
        <source>There are %1 workspaces, one for each key. Delete one, or replace it by its name.</source>
        <translation>已有 %1 个工作区，每个快捷键对应一个。请删除一个，或用同名替换。</translation>
    </message>
    <message>
        <source>Save Layout</source>
        <translation>保存布局</translation>
    </message>
    <message>
        <source>&amp;Name of the workspace</source>
        <translation>工作区名称(&amp;N)</translation>
    </message>
    <message>
        <source>Rename Workspace</source>
        <translation>重命名工作区</translation>
    </message>
</context>
</TS>
